import type Dockerode from "dockerode";
import { type ContainerInputs, createOptions } from "../../../engine/containerOptions";
import { type SeenContainer, filesOf } from "../../operations/drift/containers";
import { type Wanted, asContainer } from "../../operations/drift/wanted";
import { container } from "./steps";

/** The image of every container here. */
const image = {
  Id: "sha256:1111111111111111",
  Config: {
    Env: ["PATH=/usr/bin", "LANG=C"],
    Cmd: ["serve"],
    Entrypoint: ["/entry"],
    Labels: { maker: "upstream" },
    Volumes: { "/cache": {} },
  },
} as unknown as Dockerode.ImageInspectInfo; // of which only these are read; prettier-ignore

/** Auth of an instance as the last apply made it, a secret among its variables. */
export function wantedAuth(instance = "blog"): Wanted {
  const { old, inputs, secrets } = container(instance, "auth", {
    action: "same",
    old: made(instance),
    now: made(instance),
  });
  return {
    kind: "container",
    resource: `${instance}-auth`,
    name: `supabase-${instance}-auth`,
    host: "local",
    instance,
    service: "auth",
    id: "c0ffee".padEnd(64, "0"),
    inputs: old?.inputs ?? {},
    next: inputs,
    secrets,
    pids: { was: 500, next: 500 },
    adopted: false,
  };
}

const made = (instance: string) => ({
  env: { SECRET_KEY: "do-not-show-this", SITE_URL: "https://blog.example.com" },
  image: "supabase/gotrue:v2",
  networksAdvanced: [{ name: `supabase-${instance}`, aliases: ["auth"] }],
  healthcheck: { tests: ["CMD", "true"], interval: "5s", timeout: "5s", retries: 3, startPeriod: "30s" },
  uploads: [{ file: "/etc/auth.conf", content: "a = 1" }],
  volumes: [{ volumeName: `supabase-${instance}-storage`, containerPath: "/data", readOnly: true }],
  ports: [{ internal: 9999, external: 8100, ip: "127.0.0.1", protocol: "tcp" }],
  restart: "unless-stopped",
  memory: 128,
  memorySwap: 256,
  memoryReservation: 64,
  cpuShares: 512,
  logDriver: "json-file",
  logOpts: { "max-file": "3", "max-size": "10m" },
  securityOpts: ["no-new-privileges"],
  stopTimeout: 10,
});

/** What Docker says of a container that is just as it should be. */
export function seenAs(wanted: Wanted): SeenContainer {
  const inputs: ContainerInputs = asContainer(wanted.inputs);
  const { Env, Labels, Healthcheck, StopTimeout, HostConfig } = createOptions(inputs);
  const container = {
    Id: wanted.id,
    Name: `/${wanted.name}`,
    Image: image.Id,
    State: { Status: "running", Running: true, Paused: false, Restarting: false, ExitCode: 0, Health: { Status: "healthy" } },
    Config: { Image: inputs.image, Env: [...(image.Config.Env ?? []), ...(Env ?? [])], Labels: { maker: "upstream", ...Labels }, Healthcheck, StopTimeout, Cmd: ["serve"], Entrypoint: ["/entry"] },
    HostConfig: { ...HostConfig, PidsLimit: 500 },
    Mounts: [
      { Type: "volume", Name: `supabase-${wanted.instance}-storage`, Source: "/var/lib", Destination: "/data", RW: false },
      { Type: "volume", Name: "a".repeat(64), Source: "/var/lib", Destination: "/cache", RW: true },
    ],
    NetworkSettings: { Networks: { [`supabase-${wanted.instance}`]: { Aliases: ["auth", wanted.id.slice(0, 12)] } } },
  } as unknown as Dockerode.ContainerInspectInfo; // prettier-ignore
  return { container, image, tagged: image.Id, files: filesOf(inputs.uploads) };
}
