import { appendFileSync, chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { containersOf, docker, missingDocker, psql } from "../../test/live/docker";
import { lean, registry } from "../../test/live/settings";
import { release, releaseNames } from "../../components/release";
import type { Difference, Drift, ResourceDrift } from "../operations/drift/types";
import { discard, listenTo, madeAgain, rebuilt } from "./support/byHand";
import { type Called, type LiveFleet, leanInstance, liveFleet } from "./support/live";

const name = "driftlive-a";
const of = (service: string) => `supabase-${name}-${service}`;
const images = release(releaseNames[0]).images;
/** The gateway's image under a tag of this test's own, which may be moved. */
const tag = `envoyproxy/envoy:${name}`;
const missing = missingDocker();
const everything = ({ instances, shared }: Drift): ResourceDrift[] => [...instances.flatMap(({ resources }) => resources), ...shared]; // prettier-ignore

describe("fleet drift", () => {
  const caddy = mkdtempSync(join(tmpdir(), "fleet-drift-"));
  const snippet = join(caddy, `${name}.caddy`);
  const hosts = { local: { edge: { mode: "existing", folder: caddy, validate: "true", reload: "true" } } };
  const instance = leanInstance(name, {
    services: { ...lean.services, mail: true },
    images: { gateway: tag },
  });
  let live: LiveFleet;
  let found: Drift;
  let shown: Called;
  let ids: Map<string, string>;
  const apply = () => live.fleet("apply", "--yes", "--skip-doctor");

  beforeAll(async () => {
    if (missing !== undefined) return;
    docker("pull", "--quiet", `${registry}/${images.gateway}`);
    docker("tag", `${registry}/${images.gateway}`, `${registry}/${tag}`);
    live = liveFleet("embedded engine", [name]);
    live.write([instance], { hosts });
    expect(await apply()).toMatchObject({ code: 0, stderr: expect.stringContaining("applied") });
    expect(await live.fleet("drift")).toMatchObject({ code: 0, stdout: expect.stringContaining("No drift") });
    psql(name, "create table kept as select 7 as row");
    await tamper();
    ids = containersOf(name);
    [shown, found] = [await live.fleet("drift", name), await live.json<Drift>("drift", name)];
  });
  afterAll(() => {
    live?.remove();
    rmSync(caddy, { recursive: true, force: true });
    if (missing === undefined) discard("image", `${registry}/${tag}`);
  });

  /** One hand, at everything at once. */
  async function tamper(): Promise<void> {
    await madeAgain(of("auth"), (options) => {
      const env = (options.Env ?? []).filter((line) => !/^(GOTRUE_SITE_URL|GOTRUE_JWT_SECRET|GOTRUE_DISABLE_SIGNUP)=/.test(line)); // prettier-ignore
      options.Env = [...env, "GOTRUE_SITE_URL=http://evil", "GOTRUE_JWT_SECRET=drift-secret-value", "EXTRA=drift-unknown-value"]; // prettier-ignore
      options.Labels = { ...options.Labels, "supabase-fleet.service": "other" };
      options.Healthcheck = { ...options.Healthcheck, Interval: 60e9 };
      options.HostConfig.LogConfig = { Type: "json-file", Config: { "max-file": "3", "max-size": "1m" } };
      options.HostConfig.SecurityOpt = ["no-new-privileges"];
      options.HostConfig.Binds = ["/etc/hostname:/mnt/extra:ro"];
      options.NetworkingConfig.EndpointsConfig = { [`supabase-${name}`]: { Aliases: ["auth", "db2"] } };
    });
    await madeAgain(of("gateway"), (options) => {
      for (const bindings of Object.values(options.HostConfig.PortBindings as Record<string, { HostIp: string }[]>))
        for (const binding of bindings) binding.HostIp = "127.0.0.2";
      options.Cmd = [...(options.Cmd ?? []), "--log-level", "error"];
      options.Entrypoint = ["/bin/sh", "-c", "sleep 600"];
      options.HostConfig.CapAdd = ["NET_ADMIN"];
    });
    const file = join(caddy, "envoy.yaml");
    writeFileSync(file, "changed: true\n");
    docker("cp", file, `${of("gateway")}:/etc/envoy/envoy.yaml`);
    await madeAgain(of("db"), (options) => {
      options.StopSignal = "SIGTERM";
      options.StopTimeout = 1;
      options.HostConfig.ShmSize = 64 * 1024 ** 2;
    });
    rebuilt(`${registry}/${images.gateway}`, `${registry}/${tag}`);
    docker("update", "--memory", "90m", "--memory-swap", "95m", "--memory-reservation", "50m", "--cpu-shares", "99", "--pids-limit", "88", "--restart", "no", of("mail")); // prettier-ignore
    docker("network", "connect", "bridge", of("mail"));
    docker("stop", of("mail"));
    docker("rm", "-f", of("rest"));
    docker("run", "-d", "--name", of("debug"), "--network", `supabase-${name}`, "--entrypoint", "sleep", `${registry}/${images.auth}`, "600"); // prettier-ignore
    docker("volume", "create", `supabase-${name}-old`);
    appendFileSync(snippet, "# by hand\n");
    chmodSync(snippet, 0o600);
  }

  const differencesOf = (resource: string): readonly Difference[] =>
    everything(found).find((one) => one.name === resource)?.differences ?? [];

  it.skipIf(missing).each<[string, string, Partial<Difference>]>([
    ["a variable", of("auth"), { property: "env", name: "GOTRUE_SITE_URL", found: "http://evil" }],
    ["a secret", of("auth"), { property: "env", name: "GOTRUE_JWT_SECRET", secret: true, found: expect.stringMatching(/^#[0-9a-f]{8}$/) }],
    ["a variable that is gone", of("auth"), { property: "env", name: "GOTRUE_DISABLE_SIGNUP", wanted: "false" }],
    ["a variable too many", of("auth"), { property: "env", name: "EXTRA", secret: true }],
    ["a label", of("auth"), { property: "label", name: "supabase-fleet.service", wanted: "auth", found: "other" }],
    ["a health check", of("auth"), { property: "healthcheck", name: "interval", wanted: "5 s", found: "60 s" }],
    ["a log option", of("auth"), { property: "logOption", name: "max-size", wanted: "10m", found: "1m" }],
    ["a security option", of("auth"), { property: "securityOption", name: "no-new-privileges" }],
    ["a mount", of("auth"), { property: "mount", name: "/mnt/extra", found: "/etc/hostname read-only" }],
    ["an alias", of("auth"), { property: "network", wanted: "auth", found: "auth, db2" }],
    ["that somebody made it again", of("auth"), { property: "identity", repair: "replace" }],
    ["the address of a port", of("gateway"), { property: "port", found: expect.stringMatching(/^127\.0\.0\.2:/) }],
    ["the command", of("gateway"), { property: "command", found: expect.stringContaining("--log-level") }],
    ["the entrypoint", of("gateway"), { property: "entrypoint", found: expect.stringContaining("sleep 600") }],
    ["a privilege", of("gateway"), { property: "privilege", name: "capAdd" }],
    ["a file in it", of("gateway"), { property: "file", name: "/etc/envoy/envoy.yaml", secret: true }],
    ["the stop signal", of("db"), { property: "stopSignal", wanted: "SIGINT", found: "SIGTERM" }],
    ["the stop grace", of("db"), { property: "stopGrace", wanted: "90 s", found: "1 s" }],
    ["the shared memory", of("db"), { property: "shmSize", wanted: "192m", found: "64m" }],
    ["the image behind a tag", of("gateway"), { property: "digest", repair: "replace" }],
    ["the memory", of("mail"), { property: "memory", wanted: "96m", found: "90m", repair: "update" }],
    ["the swap", of("mail"), { property: "memorySwap", wanted: "192m", found: "95m", repair: "update" }],
    ["the reservation", of("mail"), { property: "memoryReservation", wanted: "48m", found: "50m", repair: "update" }],
    ["the processor share", of("mail"), { property: "cpuShares", wanted: "512", found: "99", repair: "update" }],
    ["the processes", of("mail"), { property: "pids", wanted: "500", found: "88", repair: "update" }],
    ["the restart policy", of("mail"), { property: "restart", found: "no", repair: "update" }],
    ["another network", of("mail"), { property: "network", name: "bridge", repair: "disconnect" }],
    ["that it was stopped", of("mail"), { property: "state", repair: "start" }],
    ["that it is gone", of("rest"), { property: "presence", repair: "replace" }],
    ["what a snippet says", snippet, { property: "content", secret: true, repair: "rewrite" }],
    ["the mode of a snippet", snippet, { property: "mode", wanted: "0644", found: "0600" }],
    ["a container that nobody declared", of("debug"), { property: "undeclared", repair: "remove" }],
    ["a volume that nobody declared", `supabase-${name}-old`, { property: "undeclared", repair: "none" }],
  ])("finds %s of %s", (_, resource, expected) => {
    expect(differencesOf(resource)).toContainEqual(expect.objectContaining(expected));
  }); // prettier-ignore

  it.skipIf(missing)("says it in words that fit, with no secret among them, and with exit code 2", () => {
    expect(shown.code).toBe(2);
    expect(shown.stdout).toContain("variable GOTRUE_SITE_URL is http://evil, should be");
    expect(shown.stdout).toContain("is exited (code 0), should be running");
    expect(shown.stdout + JSON.stringify(found)).not.toMatch(/drift-secret-value|drift-unknown-value/);
  });

  it.skipIf(missing)("does not replace anything without being told so", async () => {
    expect(await live.fleet("drift", name, "--repair")).toMatchObject({ code: 4, stderr: expect.stringContaining("supabase-driftlive-a-db does not answer for about") }); // prettier-ignore
    expect(containersOf(name)).toEqual(ids);
  });

  it.skipIf(missing)("repairs it all, stops Postgres in order, and finds nothing afterwards", async () => {
    const told = listenTo(of("db"));
    const { code, stdout, stderr } = await live.fleet("drift", name, "--repair", "--yes");
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining("looked again") });
    expect(stdout).toContain("No drift");
    expect(told()).toEqual(["kill 2", "die 0"]);
    expect(psql(name, "select row from kept")).toBe("7");
    expect(containersOf(name).has(of("debug"))).toBe(false);
    expect(docker("volume", "ls", "-q")).toContain(`supabase-${name}-old`);
    expect(statSync(snippet).mode & 0o777).toBe(0o644);
    expect((await live.fleet("audit")).stdout).toContain(`drift ${name} --repair`);
    expect(await live.fleet("plan")).toMatchObject({ code: 0 });
  });

  it.skipIf(missing)("accepts a limit into the list, where it is a pending change and no drift", async () => {
    docker("update", "--memory", "120m", "--memory-swap", "240m", of("mail"));
    const accepted = await live.fleet("drift", name, "--accept", "--yes");
    expect(accepted).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`${name}: resources.mail.memory: 120m`),
    });
    expect(readFileSync(live.stackFile, "utf8")).toContain("memory: 120m");
    expect(await live.fleet("drift", name)).toMatchObject({ code: 0, stdout: expect.stringContaining("pending change of the list, no drift: mail changes while it runs") }); // prettier-ignore
  });

  it.skipIf(missing)("does not apply a pending change along with a repair", async () => {
    docker("rm", "-f", of("rest"));
    expect(await live.fleet("drift", name, "--repair", "--yes")).toMatchObject({ code: 5, stderr: expect.stringContaining("not applied yet") }); // prettier-ignore
    expect(await apply()).toMatchObject({ code: 0 });
    expect(await live.fleet("drift", name)).toMatchObject({ code: 0 });
  });

  it.skipIf(missing)("tells a host that does not answer, and looks at the others", async () => {
    docker("stop", of("mail"));
    live.write([{ ...instance, host: "local" }], { hosts: { ...hosts, away: { docker: "tcp://127.0.0.1:1", edge: { mode: "none" } } } }); // prettier-ignore
    const { code, stdout } = await live.fleet("drift");
    expect(code).toBe(8);
    expect(stdout).toContain("away was not looked at: Docker does not answer at tcp://127.0.0.1:1");
    expect(stdout).toContain("is exited (code 0), should be running");
  });
});
