import { describe, expect, it } from "vitest";
import { isAligned, overlap, parseCidr } from "../../components/config/subnets";
import { type Settings, fleetOf, instances, specOf } from "./given";
import { names, seeded } from "./random";

function subnetsOf(entries: readonly Settings[], subnets = "10.213.0.0/16"): Map<string, string> {
  const config = { ...instances(...entries), hosts: { local: { subnets } } };
  return new Map(fleetOf(config).instances.map(({ name, subnet }) => [name, subnet]));
}

const clashes = (subnets: readonly string[]) =>
  subnets.flatMap((a, i) => subnets.slice(i + 1).filter((b) => overlap(parseCidr(a), parseCidr(b))));

const fleets = Array.from({ length: 4 }, (_, seed) => ({ seed, made: names(30, seeded(seed)) }));

describe.each(fleets)("chosen subnets of fleet $seed", ({ made, seed }) => {
  const entries = made.map((name) => ({ name }));
  const all = subnetsOf(entries);

  it("do not overlap", () => {
    expect(clashes([...all.values()])).toEqual([]);
  });

  it("are whole /26 of the host's range", () => {
    const range = parseCidr("10.213.0.0/16");
    for (const subnet of all.values()) {
      expect(subnet).toMatch(/\/26$/);
      expect(isAligned(subnet)).toBe(true);
      expect(parseCidr(subnet).first).toBeGreaterThanOrEqual(range.first);
      expect(parseCidr(subnet).last).toBeLessThanOrEqual(range.last);
    }
  });

  it("stay where they are when an instance comes whose own subnet is free", () => {
    for (const name of names(6, seeded(1000 + seed))) {
      const after = subnetsOf([...entries, { name }]);
      const [home = ""] = subnetsOf([{ name }]).values();
      if ([...all.values()].includes(home)) continue;
      expect([...all].filter(([other, subnet]) => after.get(other) !== subnet)).toEqual([]);
    }
  });

  it("keep away from a subnet that is written across several of them", () => {
    const after = subnetsOf([...entries, { name: "zz-written", subnet: "10.213.0.0/18" }]);
    expect(clashes([...after.values()])).toEqual([]);
    expect(after.get("zz-written")).toBe("10.213.0.0/18");
  });
});

describe("a host's range", () => {
  it("is used to its last subnet", () => {
    const all = subnetsOf([{ name: "a" }, { name: "b" }, { name: "c" }, { name: "d" }], "192.168.7.0/24");
    expect([...all.values()].sort()).toEqual([
      "192.168.7.0/26",
      "192.168.7.128/26",
      "192.168.7.192/26",
      "192.168.7.64/26",
    ]);
  });

  it("may be one subnet for one instance", () => {
    expect(subnetsOf([{ name: "blog" }], "192.168.7.64/26").get("blog")).toBe("192.168.7.64/26");
  });

  it("may be too small for a choice where nothing is to be chosen", () => {
    expect(subnetsOf([{ name: "blog", subnet: "10.9.0.0/27" }], "192.168.7.0/29").get("blog")).toBe("10.9.0.0/27");
  });

  it("is each host's own, so that two hosts may use the same", () => {
    const hosts = { berlin: {}, cologne: { docker: "ssh://me@cologne" } };
    const one = fleetOf({ ...instances({ name: "blog", host: "berlin" }), hosts }).instances[0]?.subnet;
    expect(fleetOf({ ...instances({ name: "blog", host: "cologne" }), hosts }).instances[0]?.subnet).toBe(one);
  });
});

describe("a written subnet", () => {
  it("wins, even outside of the host's range", () => {
    expect(specOf({ subnet: "172.30.8.0/24" }).subnet).toBe("172.30.8.0/24");
  });
});

describe("a range of addresses", () => {
  it.each([
    ["10.0.0.0/8", 167772160, 184549375],
    ["192.168.1.64/26", 3232235840, 3232235903],
    ["255.255.255.255/32", 4294967295, 4294967295],
    ["0.0.0.0/0", 0, 4294967295],
  ])("%s goes from its first to its last address", (cidr, first, last) => {
    expect(parseCidr(cidr)).toEqual({ first, last });
    expect(isAligned(cidr)).toBe(true);
  });
});
