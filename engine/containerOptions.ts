import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import type Dockerode from "dockerode";
import { pack } from "tar-stream";

/** Inputs of the Docker provider's Container, all of them known. */
export type ContainerInputs = pulumi.Unwrap<docker.ContainerArgs> & { readonly name: string; readonly image: string };

const bytes = (mebibytes: number | undefined) => (mebibytes === undefined ? undefined : mebibytes * 1024 * 1024);

/** The same container in the words of Docker's API, as far as this project goes. */
export function createOptions(inputs: ContainerInputs): Dockerode.ContainerCreateOptions {
  const network = inputs.networksAdvanced?.[0];
  const port = ({ internal, protocol }: { internal: number; protocol?: string }) => `${internal}/${protocol ?? "tcp"}`;
  const ports = inputs.ports ?? [];
  return {
    name: inputs.name,
    Image: inputs.image,
    Entrypoint: inputs.entrypoints,
    Cmd: inputs.command,
    Env: inputs.envs,
    Labels: Object.fromEntries((inputs.labels ?? []).map(({ label, value }) => [label, value])),
    Healthcheck: healthcheck(inputs.healthcheck),
    StopSignal: inputs.stopSignal,
    StopTimeout: inputs.stopTimeout,
    ExposedPorts: Object.fromEntries(ports.map((published) => [port(published), {}])),
    HostConfig: {
      ...limits(inputs),
      Binds: (inputs.volumes ?? []).map(
        ({ volumeName, hostPath, containerPath, readOnly }) =>
          `${volumeName ?? hostPath}:${containerPath}${readOnly ? ":ro" : ""}`,
      ),
      PortBindings: Object.fromEntries(ports.map((p) => [port(p), [{ HostIp: p.ip, HostPort: String(p.external) }]])),
      NetworkMode: network?.name ?? inputs.networkMode,
      ShmSize: bytes(inputs.shmSize),
      LogConfig: { Type: inputs.logDriver ?? "json-file", Config: inputs.logOpts ?? {} },
      SecurityOpt: inputs.securityOpts,
    },
    ...(network === undefined
      ? {}
      : { NetworkingConfig: { EndpointsConfig: { [network.name]: { Aliases: network.aliases } } } }),
  };
}

/** What changes while a container runs. */
export const limits = (inputs: ContainerInputs) => ({
  Memory: bytes(inputs.memory),
  MemorySwap: bytes(inputs.memorySwap),
  MemoryReservation: bytes(inputs.memoryReservation),
  CpuShares: inputs.cpuShares,
  CpusetCpus: inputs.cpuSet,
  RestartPolicy: { Name: inputs.restart ?? "no", MaximumRetryCount: inputs.maxRetryCount },
});

function healthcheck(given: ContainerInputs["healthcheck"]): Dockerode.HealthConfig | undefined {
  if (given?.tests === undefined) return undefined;
  const { tests, interval, timeout, retries, startPeriod } = given;
  return {
    Test: tests,
    Interval: nanoseconds(interval),
    Timeout: nanoseconds(timeout),
    Retries: retries,
    StartPeriod: nanoseconds(startPeriod),
  };
}

/** `1m30s` or `5s`, as the container resource writes durations. */
function nanoseconds(duration = "0s"): number {
  const [, minutes = "0", seconds = "0"] = /^(?:(\d+)m)?(?:(\d+)s)?$/.exec(duration) ?? [];
  return (Number(minutes) * 60 + Number(seconds)) * 1e9;
}

/** The files as one archive; undefined when there are none. */
export async function uploadArchive(uploads: ContainerInputs["uploads"]): Promise<Buffer | undefined> {
  if (uploads === undefined || uploads.length === 0) return undefined;
  const archive = pack();
  for (const { file, content, contentBase64 } of uploads) {
    const data = contentBase64 === undefined ? Buffer.from(content ?? "") : Buffer.from(contentBase64, "base64");
    archive.entry({ name: file.replace(/^\//, ""), mode: 0o644 }, data);
  }
  archive.finalize();
  const pieces: Buffer[] = [];
  for await (const piece of archive) pieces.push(Buffer.from(piece as Uint8Array)); // its types leave the piece open
  return Buffer.concat(pieces);
}
