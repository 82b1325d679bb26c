import { describe, expect, it } from "vitest";
import { allocate } from "../../components/config/allocate";
import { portRanges } from "../../components/config/ports";
import type { Ports } from "../../components/spec";
import { type Settings, fleetOf, instances, only, specOf } from "./given";
import { names, seeded } from "./random";

/** Every published port of a fleet as `role port`, by instance. */
function portsOf(entries: readonly Settings[], hosts?: Settings): Map<string, Ports> {
  const config = { ...instances(...entries), ...(hosts === undefined ? {} : { hosts }) };
  return new Map(fleetOf(config).instances.map(({ name, ports }) => [name, ports]));
}

const numbers = (ports: Iterable<Ports>): number[] =>
  [...ports].flatMap((own) => Object.values(own).flatMap((binding) => (binding === undefined ? [] : [binding.port])));

const fleets = Array.from({ length: 4 }, (_, seed) => ({ seed, made: names(30, seeded(seed)) }));

describe.each(fleets)("chosen ports of fleet $seed", ({ made, seed }) => {
  const entries = made.map((name) => ({ name }));
  const all = portsOf(entries);

  it("are all different", () => {
    const published = numbers(all.values());
    expect(new Set(published).size).toBe(made.length * 4);
  });

  it("lie in the range of their role, on this machine alone", () => {
    for (const ports of all.values()) {
      for (const [role, binding] of Object.entries(ports)) {
        if (binding === undefined) continue;
        const { first, last } = portRanges[role as keyof Ports]; // Object.entries widens to string
        expect(binding.port).toBeGreaterThanOrEqual(first);
        expect(binding.port).toBeLessThanOrEqual(last);
        expect(binding.bind).toBe("127.0.0.1");
      }
    }
  });

  it("stay where they are when an instance comes whose own port is free", () => {
    for (const [i, name] of names(6, seeded(1000 + seed)).entries()) {
      const before = portsOf(entries.slice(i));
      const after = portsOf([...entries.slice(i), { name }]);
      const home = only([...portsOf([{ name }]).values()]).gateway.port;
      const moved = [...before].filter(([other, { gateway }]) => after.get(other)?.gateway.port !== gateway.port);
      if (![...before.values()].some(({ gateway }) => gateway.port === home)) expect(moved).toEqual([]);
    }
  });

  it("are the earlier ones and one more after an instance has come, collision or not", () => {
    const before = new Set(numbers(portsOf(entries.slice(1)).values()));
    expect([...before].filter((port) => !new Set(numbers(all.values())).has(port))).toEqual([]);
  });

  it("keep away from ports that are written", () => {
    const wanted = only([...portsOf([{ name: made[0] }]).values()]).gateway.port;
    const after = portsOf([...entries, { name: "zz-written", ports: { studio: wanted } }]);
    expect(numbers(after.values()).filter((port) => port === wanted)).toHaveLength(1);
    expect(after.get("zz-written")?.studio?.port).toBe(wanted);
  });
});

describe("a written port", () => {
  it("wins, with or without an address", () => {
    const { ports } = specOf({ ports: { gateway: 9000, database: "0.0.0.0:5432" } });
    expect(ports.gateway).toEqual({ bind: "127.0.0.1", port: 9000 });
    expect(ports.database).toEqual({ bind: "0.0.0.0", port: 5432 });
  });

  it("moves nobody whose port it is not", () => {
    const before = portsOf([{ name: "blog" }, { name: "shop" }]);
    const after = portsOf([{ name: "blog" }, { name: "shop" }, { name: "wiki", ports: { gateway: 8001 } }]);
    expect([after.get("blog"), after.get("shop")]).toEqual([before.get("blog"), before.get("shop")]);
  });

  it("may be the port of another address", () => {
    const after = portsOf([
      { name: "blog", ports: { database: "10.0.0.5:5432" } },
      { name: "shop", ports: { database: "10.0.0.6:5432" } },
    ]);
    expect([...after.values()].map(({ database }) => database?.bind)).toEqual(["10.0.0.5", "10.0.0.6"]);
  });

  it("may be the same on another host", () => {
    const hosts = { berlin: {}, cologne: { docker: "ssh://me@cologne" } };
    const entries = ["berlin", "cologne"].map((host) => ({ name: `in-${host}`, host, ports: { gateway: 8000 } }));
    expect(numbers(portsOf(entries, hosts).values()).filter((port) => port === 8000)).toHaveLength(2);
  });

  it("may be the edge's where there is none", () => {
    const hosts = { local: { edge: { mode: "none" } } };
    expect(portsOf([{ name: "blog", ports: { gateway: 80 } }], hosts).get("blog")?.gateway.port).toBe(80);
  });
});

describe("a service that is off", () => {
  it("has no port", () => {
    const { ports } = specOf({ services: { pooler: false, mail: false }, auth: { email: { autoconfirm: true } } });
    expect(numbers([ports])).toEqual([8293]);
  });
});

describe("the edge", () => {
  it.each(["managed", "existing"])("keeps its ports when it is %s", (mode) => {
    // `blog` would have 8293 and, after it, 8294.
    const hosts = { local: { edge: { mode, httpPort: 8293, httpsPort: 8294 } } };
    expect(portsOf([{ name: "blog" }], hosts).get("blog")?.gateway.port).toBe(8295);
  });
});

describe("the allocator", () => {
  it("fills a range to its last slot, and says so after", () => {
    const made = names(50, seeded(7));
    expect(new Set(allocate(made, 50, new Set(), "full").values()).size).toBe(50);
    expect(() => allocate(made, 49, new Set(), "no slot left")).toThrow(new RangeError("no slot left"));
    expect(() => allocate(made, 50, new Set([3]), "no slot left")).toThrow(new RangeError("no slot left"));
  });
});
