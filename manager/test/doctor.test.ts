import { stripVTControlCharacters as plain } from "node:util";
import { describe, expect, it } from "vitest";
import { doctorText } from "../cli/show/doctorText";
import { readFacts } from "../operations/doctor/facts";
import { newHosts } from "../operations/doctor/newHosts";
import { parseRoutes } from "../operations/doctor/routes";
import type { DoctorReport } from "../operations/doctor/types";
import { atLeast } from "../operations/doctor/versions";
import { keepsFrom, parseListeners } from "../operations/listeners";
import type { InstancePlan } from "../operations/plan/types";

const report: DoctorReport = {
  stack: "prod",
  hosts: [
    {
      name: "berlin",
      docker: "ssh://fleet@berlin.example.com",
      findings: [
        { id: "docker", verdict: "ok", found: "Docker 28.2.2, API 1.50, answers at ssh://fleet@berlin.example.com" },
        {
          id: "ssh",
          verdict: "warning",
          found: "MaxSessions 1, MaxStartups 10:30:100",
          advice:
            "Each call to Docker is a session of its own. In its sshd_config: MaxSessions 10 and MaxStartups 10:30:100, or more; then reload sshd.",
        },
        {
          id: "ports",
          verdict: "problem",
          found: "127.0.0.1:8198 (gateway of blog) is taken by nginx (process 812)",
          advice: "Stop that, or write another: ports.gateway of blog",
        },
      ],
    },
    {
      name: "oslo",
      docker: "tcp://10.0.0.7:2375",
      findings: [
        {
          id: "docker",
          verdict: "problem",
          found: "Docker does not answer at tcp://10.0.0.7:2375: connect ECONNREFUSED 10.0.0.7:2375",
          advice: "Is the address right (hosts.oslo.docker)?",
        },
      ],
    },
  ],
  totals: { ok: 1, warnings: 1, problems: 2 },
};

describe("the report of fleet doctor", () => {
  it("says of each host what is well, what is not and what to do", async () => {
    await expect(`${plain(doctorText(report))}\n`).toMatchFileSnapshot("golden/doctor.txt");
  });

  it("keeps to 100 columns", () => {
    expect(Math.max(...plain(doctorText(report)).split("\n").map(({ length }) => length))).toBeLessThanOrEqual(100); // prettier-ignore
  });
});

const tcp = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F40 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 11 1
   1: 0100007F:1F41 0100007F:9999 01 00000000:00000000 00:00000000 00000000     0        0 12 1
   2: 00000000000000000000000000000000:0050 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 13 1
   3: 0000000000000000FFFF00000100007F:0051 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 14 1`;

const routes = [
  "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT",
  "eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0",
  "tun0\t0000D50A\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0",
].join("\n");

describe("what a host's shell says", () => {
  it("gives listeners, and not connections", () => {
    expect(parseListeners(tcp)).toEqual([
      { address: "127.0.0.1", port: 8000, inode: "11" },
      { address: "::", port: 80, inode: "13" },
      { address: "127.0.0.1", port: 81, inode: "14" },
    ]);
  });

  it.each([
    ["127.0.0.1", "127.0.0.1", true],
    ["0.0.0.0", "127.0.0.1", true],
    ["::", "127.0.0.1", true],
    ["192.168.1.5", "0.0.0.0", true],
    ["192.168.1.5", "127.0.0.1", false],
  ])("a listener at %s keeps from %s: %s", (address, bind, expected) => {
    expect(keepsFrom({ address, port: 80 }, bind, 80)).toBe(expected);
    expect(keepsFrom({ address, port: 81 }, bind, 80)).toBe(false);
  });

  it("gives routes without the default one", () => {
    expect(parseRoutes(routes).map(({ device, cidr }) => [device, cidr])).toEqual([["tun0", "10.213.0.0/16"]]);
  });

  it("is read part by part, and a part that is missing is unknown", () => {
    const text = `
@@fleet memory
MemAvailable:    1024 kB
@@fleet disk
Filesystem 1024-blocks Used Available Capacity Mounted on
/dev/vda 100 60 40 60% /
@@fleet programs
LISTEN 0 128 127.0.0.1:8000 0.0.0.0:* users:(("nginx",pid=12,fd=6))
@@fleet sshd
maxsessions 4
maxstartups 10:30:100
@@fleet user
deploy
deploy docker
@@fleet folder

@@fleet caddy
v2.8.4 h1:abc
`;
    const facts = readFacts(text);
    expect(facts).toMatchObject({ memoryAvailable: 1024, diskFree: 40 * 1024, user: "deploy", groups: ["deploy", "docker"], folder: "", caddy: "v2.8.4 h1:abc" }); // prettier-ignore
    expect(facts.programs.get(8000)).toBe("nginx (process 12)");
    expect(facts.sshd.get("maxsessions")).toBe("4");
    expect(readFacts("")).toMatchObject({ memoryAvailable: undefined, diskFree: undefined, routes: [], listeners: [] });
  });

  it.each([
    ["v2.8.4 h1:abc", "2.8", true],
    ["v2.7.6", "2.8", false],
    ["20.10.24+dfsg1", "20.10", true],
    ["19.03.15", "20.10", false],
    ["28.0", "20.10", true],
  ])("%s against %s: %s", (version, wanted, expected) => expect(atLeast(version, wanted)).toBe(expected));
});

describe("hosts that get their first instance", () => {
  const instance = (name: string, host: string, action: InstancePlan["action"]): InstancePlan => ({
    name, host, action, reasons: [], services: [], others: [], downtime: 0, dataAtRisk: [],
  }); // prettier-ignore

  it("are those on which everything is still to be made", () => {
    const instances = [
      instance("a", "old", "none"),
      instance("b", "old", "create"),
      instance("c", "new", "create"),
      instance("d", "leaving", "delete"),
    ];
    expect([...newHosts({ instances })]).toEqual(["new"]);
  });
});
