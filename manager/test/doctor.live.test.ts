import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { docker, traces } from "../../test/live/docker";
import { missingSshd, startSshd, withPath } from "../../test/live/sshd";
import { doctor } from "../operations/doctor/doctor";
import type { DoctorReport } from "../operations/doctor/types";
import { openWorkspace } from "../operations/workspace";
import { type LiveFleet, engineNames, leanInstance, liveFleet } from "./support/live";

const name = "doctorlive-a";
const far = "doctorlive-b";
const network = "doctorlive-net";
const port = 18991;
const { missing } = engineNames[0] ?? { missing: "no engine" };

describe("fleet doctor", () => {
  let live: LiveFleet;
  const neighbour = createServer();
  const examined = async () =>
    await doctor(openWorkspace({ folder: live.folder, stack: "live" }), undefined, { report: () => undefined, signal: new AbortController().signal }); // prettier-ignore
  const told = ({ hosts }: DoctorReport, host: string, verdict: string) =>
    (hosts.find((one) => one.name === host)?.findings ?? []).filter((finding) => finding.verdict === verdict);
  /** What cannot work: a port and a subnet that are taken, an image that does not exist. */
  const broken = (more: Record<string, unknown> = {}) =>
    leanInstance(name, {
      ports: { gateway: port },
      subnet: "10.214.77.0/26",
      images: { auth: "nobody/nothing:1" },
      ...more,
    });

  beforeAll(async () => {
    if (missing !== undefined) return;
    live = liveFleet("embedded engine", [name, far]);
    spawnSync("docker", ["network", "rm", network]);
    docker("network", "create", "--subnet", "10.214.77.32/27", network);
    await new Promise<void>((listening) => neighbour.listen(port, "127.0.0.1", listening));
  });
  afterAll(() => {
    if (missing !== undefined) return;
    neighbour.close();
    docker("network", "rm", network);
    live.remove();
  });

  it.skipIf(missing)("finds nothing wrong with a host that has no instance yet", async () => {
    live.write([]);
    const { code, stdout } = await live.fleet("doctor");
    expect([code, stdout]).toEqual([0, expect.stringContaining("0 problems.")]);
  });

  it.skipIf(missing)(
    "names who has a port, what a subnet overlaps, an image that is nowhere and dead hosts",
    async () => {
      const edge = { mode: "none" };
      const hosts = {
        local: { edge },
        oslo: { docker: "tcp://127.0.0.1:9", edge },
        bergen: { docker: "ssh://root@127.0.0.1:9", edge },
      };
      live.write([broken({ host: "local" }), leanInstance(far, { host: "oslo" })], { hosts });
      const report = await examined();
      const found = told(report, "local", "problem").map(({ found: text }) => text);
      expect(found).toEqual([
        expect.stringMatching(`^127.0.0.1:${port} \\(gateway of ${name}\\) is taken by (.* \\(process ${process.pid}\\)|a program)`), // prettier-ignore
        `10.214.77.0/26 of ${name} overlaps 10.214.77.32/27 of Docker's network ${network}`,
        expect.stringMatching(/nobody\/nothing:1 is not on the host, and its registry/),
      ]);
      expect(told(report, "oslo", "problem")).toEqual([
        expect.objectContaining({ id: "docker", found: expect.stringContaining("Docker does not answer at tcp://127.0.0.1:9") }), // prettier-ignore
      ]);
      expect(told(report, "bergen", "problem")).toEqual([
        expect.objectContaining({ found: expect.stringMatching(/^ssh does not reach root@127.0.0.1:9: .*refused/) }),
      ]);
    },
  );

  it.skipIf(missing)("keeps an apply from a host on which it cannot work, before anything is made", async () => {
    live.write([broken()]);
    const { code, stderr } = await live.fleet("apply", "--yes");
    expect([code, stderr]).toEqual([5, expect.stringContaining("--skip-doctor applies all the same")]);
    expect(stderr).toContain(`overlaps 10.214.77.32/27 of Docker's network ${network}`);
    expect(traces([name])).toEqual([]);
  });

  it.skipIf(missing ?? missingSshd())("reads the limits of a host's sshd", async () => {
    const programs = mkdtempSync(join(tmpdir(), "fleet-doctor-"));
    const ssh = await startSshd(18992, { MaxSessions: "1", SetEnv: `PATH=${programs}:/usr/local/bin:/usr/bin:/bin` });
    // This sshd has a config of its own, which "sshd -T" by itself does not know.
    writeFileSync(join(programs, "sshd"), `#!/bin/sh\nexec /usr/sbin/sshd -f ${join(ssh.folder, "sshd_config")} "$@"\n`); // prettier-ignore
    chmodSync(join(programs, "sshd"), 0o755);
    try {
      live.write([], { hosts: { berlin: { docker: `ssh://${ssh.address}`, edge: { mode: "none" } } } });
      const report = await withPath(ssh.bin, examined);
      expect(told(report, "berlin", "problem")).toEqual([]);
      expect(told(report, "berlin", "warning").map(({ found }) => found)).toContain("MaxSessions 1, MaxStartups 10:30:100"); // prettier-ignore
    } finally {
      ssh.stop();
      rmSync(programs, { recursive: true });
    }
  });
});
