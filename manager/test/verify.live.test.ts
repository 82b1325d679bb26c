import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cleanUp, docker, psql } from "../../test/live/docker";
import { edgePorts, registry } from "../../test/live/settings";
import type { CheckResult, VerifyReport } from "../operations/verify/types";
import { verify } from "../operations/verify/verify";
import { openWorkspace } from "../operations/workspace";
import { type LiveFleet, engineNames, leanInstance, liveFleet } from "./support/live";

const [full, lean] = ["verifylive-a", "verifylive-b"] as const;
const { missing } = engineNames[0] ?? { missing: "no engine" };
const stranger = "verifylive-stranger";

describe("fleet verify", () => {
  let live: LiveFleet;
  // Ports of their own: the ranges are shared with whatever else runs on the machine.
  const both = [{ name: full, ports: { gateway: 18971, mail: 18972 } }, leanInstance(lean, { ports: { gateway: 18973 } })]; // prettier-ignore
  const verified = async (name?: string) =>
    await verify(openWorkspace({ folder: live.folder, stack: "live" }), name, { report: () => undefined, signal: new AbortController().signal }); // prettier-ignore
  const resultsOf = ({ instances }: VerifyReport, name: string) =>
    instances.find((instance) => instance.name === name)?.checks ?? [];
  const failures = (report: VerifyReport) =>
    report.instances.flatMap(({ name, checks }) => checks.filter(failed).map(({ id }) => `${name}: ${id}`));
  const failed = ({ result }: CheckResult) => result === "failed";
  const detailOf = (report: VerifyReport, id: string) =>
    report.instances.flatMap(({ checks }) => checks.filter((check) => check.id === id && failed(check))).map(({ detail }) => detail).join(); // prettier-ignore
  const write = (instances: readonly Record<string, unknown>[]) =>
    live.write(instances, {
      hosts: { local: { edge: { httpPort: edgePorts.http, httpsPort: edgePorts.https, tls: { mode: "internal" }, folder: join(live.folder, "caddy") } } },
    }); // prettier-ignore
  /** A container of nobody's that waits, with these options of `docker run`. */
  const withStranger = async <T>(options: readonly string[], work: () => Promise<T>): Promise<T> => {
    docker("run", "-d", "--name", stranger, ...options, "--entrypoint", "sleep", `${registry}/supabase/postgres:17.6.1.136`, "300"); // prettier-ignore
    return await work().finally(() => docker("rm", "-f", stranger));
  };
  const traces = (name: string) =>
    psql(name, "select (select count(*) from auth.users) + (select count(*) from storage.buckets)");

  beforeAll(async () => {
    if (missing !== undefined) return;
    spawnSync("docker", ["rm", "-f", stranger]);
    cleanUp(["fleet"]);
    live = liveFleet("embedded engine", [full, lean]);
    write(both);
    const first = await live.fleet("apply", "--yes");
    // Sixteen containers at once may be too slow for their health checks on a busy machine; the next apply goes on from there.
    const applied = first.code === 0 ? first : await live.fleet("apply", "--yes");
    expect(applied.code, applied.stderr).toBe(0);
  });
  afterAll(() => {
    if (missing !== undefined) return;
    cleanUp(["fleet"]);
    live.remove();
  });

  it.skipIf(missing)("passes two instances, skips what is off with the reason, and leaves nothing behind", async () => {
    const { code, stdout } = await live.fleet("verify", "--json");
    const report = (JSON.parse(stdout) as { data: VerifyReport }).data; // what verify prints
    expect([code, failures(report)]).toEqual([0, []]);
    expect(resultsOf(report, full).filter(({ result }) => result === "skipped")).toEqual([]);
    expect(resultsOf(report, full).find(({ id }) => id === "certificate")?.detail).toContain("signed by this Caddy's own authority"); // prettier-ignore
    expect(resultsOf(report, lean).find(({ id }) => id === "storage")).toMatchObject({ result: "skipped", detail: "services.storage is off" }); // prettier-ignore
    expect(traces(full)).toBe("0");
  });

  it.skipIf(missing)("takes a port for wrong that an extra container publishes on another address", async () => {
    const options = ["--network", `supabase-${lean}`, "-p", "127.0.0.2:18979:5432"];
    const report = await withStranger(options, async () => await verified(lean));
    expect(failures(report)).toEqual([`${lean}: ports`]);
    expect(detailOf(report, "ports")).toContain(`${stranger} publishes 127.0.0.2:18979`);
  });

  it.skipIf(missing)("takes another instance's database for wrong that answers to db", async () => {
    docker("network", "connect", "--alias", "db", `supabase-${full}`, `supabase-${lean}-db`);
    try {
      // What reaches which of the two is up to chance: the other checks of this instance may pass or fail.
      const report = await verified(full);
      expect(failures(report)).toContain(`${full}: names`);
      expect(detailOf(report, "names")).toContain(`supabase-${lean}-db answers to db in supabase-${full}`);
    } finally {
      docker("network", "disconnect", `supabase-${full}`, `supabase-${lean}-db`);
    }
  });

  it.skipIf(missing)("takes a stopped REST for wrong, and still takes its user away", async () => {
    docker("stop", `supabase-${lean}-rest`);
    try {
      const report = await verified(lean);
      expect(failures(report)).toEqual([`${lean}: query`]);
      expect(detailOf(report, "query")).toContain(`"fleet logs ${lean} rest" says more`);
      expect(psql(lean, "select count(*) from auth.users")).toBe("0");
    } finally {
      docker("start", `supabase-${lean}-rest`);
    }
  });

  it.skipIf(missing)("takes a gateway for wrong that another instance's key opens", async () => {
    const file = "/etc/envoy/envoy.yaml";
    const gateway = `supabase-${lean}-gateway`;
    const keyOf = (name: string) => /sb_publishable_[A-Za-z0-9_-]+/.exec(docker("exec", `supabase-${name}-gateway`, "cat", file))?.[0] ?? "none"; // prettier-ignore
    const before = docker("exec", gateway, "cat", file);
    const known = new RegExp(`known\\(.{1,4}${keyOf(lean)}.*?\\)`).exec(before)?.[0] ?? "none";
    const write = (text: string) => {
      spawnSync("docker", ["exec", "-i", "-u", "root", gateway, "sh", "-c", `cat >${file}`], { input: text });
      docker("restart", "-t", "2", gateway);
    };
    write(before.replace(known, `${known}\\n${known.replace(keyOf(lean), keyOf(full))}`));
    try {
      const report = await verified(lean);
      expect(failures(report)).toEqual([`${lean}: keys`]);
      expect(detailOf(report, "keys")).toContain(`${lean} takes the publishableKey of ${full}`);
    } finally {
      write(before);
    }
  });

  it.skipIf(missing)("says that an instance was never applied, and that a name is unknown", async () => {
    write([...both, leanInstance("verifylive-c")]);
    expect(failures(await verified("verifylive-c"))).toEqual(["verifylive-c: runs"]);
    await expect(verified("nobody")).rejects.toThrow(`There is no instance "nobody" in the list.`);
  });
});
