import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { containersOf, docker, missingDocker, psql } from "../../test/live/docker";
import { type SshHost, missingSshd, startSshd } from "../../test/live/sshd";
import type { Rotated } from "../operations/rotate/rotate";
import type { FleetStatus } from "../operations/status";
import type { VerifyReport } from "../operations/verify/types";
import { program } from "../operations/workspace";
import { type LiveFleet, leanInstance, liveFleet } from "./support/live";

const name = "sshlive-a";
const missing = missingDocker() ?? missingSshd();

describe.skipIf(missing)("an instance on a host that is reached by ssh", () => {
  const before = process.env.PATH;
  let ssh: SshHost;
  let live: LiveFleet;
  const write = (address: string) =>
    live.write([leanInstance(name, { host: "berlin", ports: { gateway: 18977 } })], {
      hosts: { berlin: { docker: `ssh://${address}`, subnets: "10.219.65.0/24", edge: { mode: "none" } } },
    });
  const seconds = async <T>(work: Promise<T>): Promise<[T, number]> => {
    const begun = Date.now();
    const result = await work;
    return [result, (Date.now() - begun) / 1000];
  };

  beforeAll(async () => {
    ssh = await startSshd(22027);
    process.env.PATH = `${ssh.bin}:${before}`;
    live = liveFleet("embedded engine", [name]);
    write(ssh.address);
    expect(await live.fleet("apply", "--yes")).toMatchObject({ code: 0 });
  });
  afterAll(() => {
    live?.remove();
    ssh?.stop();
    process.env.PATH = before;
  });

  it("is listed and shown with its figures in a few seconds", async () => {
    await expect
      .poll(async () => (await live.json<FleetStatus>("list")).instances, { timeout: 120_000 })
      .toMatchObject([{ name, host: "berlin", state: "ACTIVE_HEALTHY" }]);
    const [{ instances, hosts }, took] = await seconds(live.json<FleetStatus>("status", name));
    expect(hosts).toMatchObject([{ answers: true, notes: [] }]);
    for (const { usage } of instances[0]?.services ?? []) expect(usage.memory).toBeGreaterThan(1_000_000);
    expect(took).toBeLessThan(120);
  });

  it("shows its logs, and runs commands with their input and exit code", async () => {
    const found = await live.fleet("logs", name, "db", "--tail", "all", "--grep", "starting postgresql");
    expect(found.stdout).toMatch(/^db .*starting PostgreSQL/);
    expect(await live.fleet("exec", name, "rest", "--", "sh", "-c", "echo out; echo err >&2; exit 7")).toEqual({ stdout: "out\n", stderr: "err\n", code: 7 }); // prettier-ignore
    const env = { ...process.env, FLEET_FOLDER: live.folder, FLEET_STACK: "live" };
    const asked = spawnSync(join(program, "bin/fleet"), ["psql", name, "--", "-At"], { env, input: "select 6 * 7;", encoding: "utf8" }); // prettier-ignore
    expect(asked).toMatchObject({ stdout: "42\n", status: 0 });
  });

  it("is verified through the host's ssh", async () => {
    const { instances } = await live.json<VerifyReport>("verify", name);
    const checks = instances.flatMap((instance) => instance.checks);
    expect(checks.filter(({ result }) => result === "failed")).toEqual([]);
    const passed = checks.filter(({ result }) => result === "passed").map(({ id }) => id);
    expect(passed).toEqual(expect.arrayContaining(["sign-up", "query", "names", "ports", "demo-keys"]));
  });

  it("has its drift found and put back", async () => {
    docker("update", "--restart", "no", `supabase-${name}-gateway`);
    docker("rm", "-f", `supabase-${name}-rest`);
    const others = new Map([...containersOf(name)].filter(([container]) => !container.endsWith("-rest")));
    const { code, stdout } = await live.fleet("drift", "--repair", "--yes");
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringMatching(/rest[^]*gateway[^]*No drift/) });
    for (const [container, id] of others) expect(containersOf(name).get(container)).toBe(id);
  });

  it("gets a new secret, proved by logins through the host's ssh", async () => {
    psql(name, "create table kept as select 7 as row");
    const { proofs } = await live.json<Rotated>("rotate", name, "secretKey", "--yes");
    expect(proofs.filter(({ result }) => result !== "passed")).toEqual([]);
    expect(proofs.map(({ login }) => login)).toEqual(expect.arrayContaining(["new secretKey", "old secretKey"]));
    expect(psql(name, "select row from kept")).toBe("7");
  });

  it("is stopped and started", async () => {
    expect(await live.fleet("stop", name)).toMatchObject({ code: 0, stdout: `Stopped: ${name}.\n` });
    expect((await live.json<FleetStatus>("list")).instances).toMatchObject([{ state: "PAUSED" }]);
    expect(await live.fleet("start", name)).toMatchObject({ code: 0 });
    expect(psql(name, "select row from kept")).toBe("7");
  });

  it("is told as unknown when its host is silent, and a command ends in time with what to try", async () => {
    // Takes connections and never says a word.
    const silent = createServer().listen(0, "127.0.0.1");
    await once(silent, "listening");
    const address = `ops@127.0.0.1:${(silent.address() as AddressInfo).port}`; // it listens on a port
    write(address);
    const [status, looked] = await seconds(live.fleet("status", "--check"));
    expect(status).toMatchObject({ code: 8, stdout: expect.stringMatching(`${name} +berlin +UNKNOWN`) });
    // Five and twelve on a quiet machine; without an end of their own it would be minutes.
    expect(looked).toBeLessThan(120);
    const [stopped, took] = await seconds(live.fleet("stop", name));
    expect(stopped.code).not.toBe(0);
    expect(stopped.stderr).toContain(`Docker does not answer at ssh://${address} (host berlin)`);
    expect(stopped.stderr).toContain("This has to work without a question: ssh -o BatchMode=yes");
    expect(took).toBeLessThan(120);
    silent.close();
    write(ssh.address);
  });
});
