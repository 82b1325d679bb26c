import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { docker, missingDocker, psql } from "../../test/live/docker";
import type { InstanceKeys } from "../operations/keys";
import type { FleetStatus, InstanceStatus } from "../operations/status";
import { program } from "../operations/workspace";
import { type LiveFleet, leanInstance, liveFleet } from "./support/live";

const [first, second] = ["looklive-a", "looklive-b"] as const;
const both = [leanInstance(first), leanInstance(second)];

describe.skipIf(missingDocker())("looking at a fleet, and reaching into it", () => {
  let live: LiveFleet;
  const statusOf = async (name: string): Promise<InstanceStatus> => {
    const found = (await live.json<FleetStatus>("list")).instances.find((instance) => instance.name === name);
    if (found === undefined) throw new Error(`${name} is not in the list`);
    return found;
  };
  /** Docker calls a container healthy at its next probe, some seconds after it answers. */
  const reaches = async (name: string, wanted: Partial<InstanceStatus>) => {
    await expect.poll(() => statusOf(name), { timeout: 120_000 }).toMatchObject(wanted);
  };
  /** Runs `fleet` with something on its standard input. */
  const fed = async (input: string, ...args: string[]) => {
    const child = spawn(join(program, "bin/fleet"), args, { env: { ...process.env, FLEET_FOLDER: live.folder, FLEET_STACK: "live", NO_COLOR: "1" } }); // prettier-ignore
    child.stdin.end(input);
    const ended = new Promise<number | null>((done) => child.once("close", done));
    const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
    return { stdout, stderr, code };
  };

  beforeAll(async () => {
    live = liveFleet("embedded engine", [first, second]);
    live.write(both);
  });
  afterAll(() => live?.remove());

  it("says of an instance that nobody applied that it waits to be made", async () => {
    expect(await statusOf(first)).toMatchObject({
      state: "CREATING",
      notes: ['Nothing of it is made yet: "fleet apply" makes it.'],
    });
    expect(await live.fleet("apply", "--yes")).toMatchObject({ code: 0 });
    await reaches(first, { state: "ACTIVE_HEALTHY", notes: [] });
  });

  it("shows figures, disk, images and ages of what runs", async () => {
    const { instances } = await live.json<FleetStatus>("status", first);
    expect(instances).toHaveLength(1);
    const [{ services, volumes, usage, secrets, keys }] = instances as [InstanceStatus]; // just counted
    expect(services.map(({ service, health }) => [service, health])).toEqual(["db", "gateway", "auth", "rest"].map((service) => [service, "healthy"])); // prettier-ignore
    for (const service of services) {
      expect(service.usage.memory).toBeGreaterThan(1_000_000);
      expect(service.usage.cpu).toBeGreaterThanOrEqual(0);
      expect(service.image).toContain(":");
      expect(service.wantedImage).toBeUndefined();
    }
    expect(volumes.find(({ name }) => name.endsWith("-db-data"))?.size).toBeGreaterThan(10_000_000);
    expect(usage.disk).toBeGreaterThan(10_000_000);
    expect(secrets.find(({ name }) => name === "jwtSecret")).toMatchObject({ generation: 1, source: "network" });
    expect(keys.expiresAt).toBe("2035-12-30T00:00:00.000Z");
  });

  it("hides secrets until they are asked for, and then they work", async () => {
    const hidden = await live.fleet("keys", first);
    const shown = await live.json<InstanceKeys>("keys", first, "--reveal");
    const value = (name: string) => shown.keys.find((key) => key.name === name)?.value ?? "";
    expect(value("postgresPassword")).toMatch(/^\w{32}$/);
    for (const { name, value: secret = "none", public: open } of shown.keys) {
      if (open) expect(hidden.stdout).toContain(secret);
      else expect(hidden.stdout + hidden.stderr, name).not.toContain(secret);
    }
    const answer = await fetch(`${shown.urls.api}/rest/v1/`, { headers: { apikey: value("secretKey") } });
    expect(answer.status).toBe(200);
    expect(await live.fleet("keys", first, "secretKey", "--reveal")).toMatchObject({
      stdout: `${value("secretKey")}\n`,
    });
    expect(await live.fleet("keys", "nobody")).toMatchObject({ code: 4 });
  });

  it("merges the logs of services by time, and searches them", async () => {
    const { stdout } = await live.fleet("logs", first, "--tail", "20", "--json");
    const lines = stdout.trim().split("\n").map((line) => JSON.parse(line).data as { at: string; service: string }); // prettier-ignore
    expect(new Set(lines.map(({ service }) => service)).size).toBeGreaterThan(1);
    expect(lines.map(({ at }) => at)).toEqual(lines.map(({ at }) => at).sort());
    const found = await live.fleet("logs", first, "db", "--tail", "all", "--grep", "starting postgresql");
    expect(found.stdout).toMatch(/^db .*starting PostgreSQL/);
    expect(await live.fleet("logs", first, "--since", "yesterday")).toMatchObject({ code: 4 });
  });

  it("runs commands with their input and exit code, and psql without a password", async () => {
    expect(await fed("", "exec", first, "rest", "--", "sh", "-c", "echo out; echo err >&2; exit 7")).toEqual({ stdout: "out\n", stderr: "err\n", code: 7 }); // prettier-ignore
    expect(await fed("a b\nc", "exec", first, "rest", "--", "wc", "-w")).toMatchObject({ stdout: expect.stringContaining("3"), code: 0 }); // prettier-ignore
    expect(await fed("select 6 * 7;", "psql", first, "--", "-At")).toMatchObject({ stdout: "42\n", code: 0 });
    expect(await fed("", "psql", first, "--", "-c", "select nonsense")).toMatchObject({ code: 1 });
    expect(await fed("", "exec", first, "studio", "--", "true")).toMatchObject({ code: 4 });
  });

  it.skipIf(spawnSync("script", ["--version"]).status !== 0)(
    "gives a command the terminal that it runs in",
    async () => {
      const command = `stty rows 31 cols 97; ${join(program, "bin/fleet")} exec ${first} rest -- sh -c 'test -t 0 && sleep 1 && stty size; exit 5'`; // the size is told after the start
      const ran = spawnSync("script", ["-qec", command, "/dev/null"], { encoding: "utf8", env: { ...process.env, FLEET_FOLDER: live.folder, FLEET_STACK: "live" } }); // prettier-ignore
      expect(ran.stdout).toContain("31 97");
      expect(ran.status).toBe(5);
    },
  );

  it("stops the database last, starts it first, and follows the logs over it", async () => {
    const said: string[] = [];
    const follow = spawn(join(program, "bin/fleet"), ["logs", first, "rest", "-f", "--tail", "0"], { env: { ...process.env, FLEET_FOLDER: live.folder, FLEET_STACK: "live" } }); // prettier-ignore
    follow.stdout.on("data", (piece: Buffer) => said.push(piece.toString()));
    const times = (field: string) => Object.fromEntries(["db", "gateway", "auth", "rest"].map((service) => [service, docker("inspect", `supabase-${first}-${service}`, "--format", `{{.State.${field}}}`)])); // prettier-ignore
    expect(await live.fleet("stop", first)).toMatchObject({ code: 0, stdout: `Stopped: ${first}.\n` });
    const { db: databaseEnded = "", ...othersEnded } = times("FinishedAt");
    expect(Object.values(othersEnded).every((ended) => ended < databaseEnded)).toBe(true);
    expect(times("ExitCode").db).toBe("0");
    expect(await statusOf(first)).toMatchObject({ state: "PAUSED" });
    await reaches(second, { state: "ACTIVE_HEALTHY" });
    expect(await live.fleet("exec", first, "db", "--", "true")).toMatchObject({ code: 5 });

    expect(await live.fleet("start", first)).toMatchObject({ code: 0 });
    const { db: databaseBegun = "", ...othersBegun } = times("StartedAt");
    expect(Object.values(othersBegun).every((begun) => begun > databaseBegun)).toBe(true);
    await reaches(first, { state: "ACTIVE_HEALTHY" });
    expect(psql(first, "select 1")).toBe("1");
    await expect.poll(() => said.join(""), { timeout: 60_000 }).toMatch(/^rest /);
    follow.kill("SIGINT");
    expect(await new Promise((done) => follow.once("exit", done))).toBe(0);
  });

  it("names the service that is down, the container that is gone, and the command that helps", async () => {
    expect(await live.fleet("stop", first, "auth")).toMatchObject({ code: 0 });
    expect(await statusOf(first)).toMatchObject({ state: "ACTIVE_UNHEALTHY", notes: [`auth is stopped: "fleet start ${first} auth" starts it.`] }); // prettier-ignore
    expect(await live.fleet("status", "--check")).toMatchObject({ code: 1 });
    expect(await live.fleet("start", first, "auth")).toMatchObject({ code: 0 });
    docker("rm", "-f", `supabase-${first}-rest`);
    expect(await statusOf(first)).toMatchObject({ state: "FAILED", notes: [`There is no container for rest: "fleet drift ${first} --repair" puts it back, or "fleet apply" after one that was cut off.`] }); // prettier-ignore
    expect(await live.fleet("start", first)).toMatchObject({ code: 1, stderr: expect.stringContaining("--repair") });
    expect(await live.fleet("drift", first, "--repair", "--yes")).toMatchObject({ code: 0 });
    await reaches(first, { state: "ACTIVE_HEALTHY" });
    const { stdout } = await live.fleet("audit");
    expect(stdout).toContain(`stop ${first} auth`);
  });

  it("shows what answers when a host does not, and says so", async () => {
    // Takes connections and never says a word.
    const silent = createServer().listen(0, "127.0.0.1");
    await once(silent, "listening");
    const { port } = silent.address() as AddressInfo; // it listens on a port
    const hosts = { local: { edge: { mode: "none" } }, far: { docker: `tcp://127.0.0.1:${port}`, ssh: "ops@127.0.0.1", edge: { mode: "none" } } }; // prettier-ignore
    live.write([leanInstance(first, { host: "far" }), leanInstance(second, { host: "local" })], { hosts });
    const begun = Date.now();
    const { stdout, code } = await live.fleet("status", "--check");
    expect(Date.now() - begun).toBeLessThan(120_000);
    expect(stdout).toMatch(new RegExp(`${first} +far +UNKNOWN`));
    expect(stdout).toMatch(new RegExp(`${second} +local +ACTIVE_HEALTHY`));
    expect(stdout).toContain("far: Docker does not answer");
    expect(code).toBe(8);
    silent.close();
    live.write(both);
  });
});
