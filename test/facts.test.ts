import { beforeAll, describe, expect, it } from "vitest";
import { containerView, factsView } from "./support/containerView";
import { differs } from "./support/differs";
import { type Environments, environmentFacts, facts } from "./support/facts";
import { leftOut } from "./support/leftOut";
import { type Rendered, render, variations } from "./support/rendered";

let environments: Environments;
/** Containers by service, of every variation. */
const rendered = new Map<string, ReadonlyMap<string, Rendered>>();

beforeAll(async () => {
  environments = await environmentFacts();
  for (const [name, instance] of Object.entries(variations)) rendered.set(name, await render(instance));
});

/** Ours alone, so upstream's facts know nothing of it. */
const own = ["templates"];
const everyService = ["db", "gateway", "kong", "auth", "rest", "realtime", "storage", "imgproxy", "meta", "functions",
  "studio", "pooler", "mail", "analytics", "vector"]; // prettier-ignore

const containersOf = (service: string) => [...rendered.values()].flatMap((containers) => containers.get(service) ?? []);
const namesSet = (service: string) => new Set(containersOf(service).flatMap(({ env }) => Object.keys(env)));

describe("the variables of every container", () => {
  it.each(Object.keys(variations))("are known, complete and of the right form, %s", (variation) => {
    const containers = [...(rendered.get(variation) ?? [])].filter(([service]) => !own.includes(service));
    const problems = containers.flatMap(([service, { env }]) =>
      environments.problems(service, env).map((problem) => `${service}: ${problem}`),
    );
    expect(problems).toEqual([]);
  });

  it("are looked at for every service there is", () => {
    const seen = [...rendered.values()].flatMap((containers) => [...containers.keys()]);
    expect(new Set(seen)).toEqual(new Set([...everyService, ...own]));
  });

  it.each(everyService)("of %s lack none that upstream knows without a reason", (service) => {
    const set = namesSet(service);
    const reasons = leftOut[service] ?? {};
    expect(environments.optional(service).filter((name) => !set.has(name) && !(name in reasons))).toEqual([]);
    const mentioned = [...set, ...Object.keys(reasons)];
    expect(environments.families(service).filter((family) => !mentioned.some((name) => family.test(name)))).toEqual([]);
  });

  it.each(Object.keys(leftOut))(
    "of %s are in no row of the table of left-out ones that has become stale",
    (service) => {
      const set = namesSet(service);
      const known = (name: string) =>
        environments.optional(service).includes(name) ||
        environments.families(service).some((family) => family.test(name));
      const rows = Object.keys(leftOut[service] ?? {});
      expect(rows.filter((name) => set.has(name) || !known(name))).toEqual([]);
    },
  );

  it.each(Object.entries(facts.same))("that are %s hold one value in all services", (what, places) => {
    for (const containers of rendered.values()) {
      const found = places.flatMap((place) => {
        const [service = "", name = ""] = place.split(".");
        const value = containers.get(service)?.env[name];
        // The database keeps the values of its first start; DatabaseReady brings it newer ones.
        return value === undefined || service === "db"
          ? []
          : [what.endsWith("InAddresses") ? passwordIn(value) : value];
      });
      expect([...new Set(found)].length).toBeLessThanOrEqual(1);
    }
  });
});

const passwordIn = (address: string) => /:\/\/[^:]+:([^@]+)@/.exec(address)?.[1];

describe("every container", () => {
  it("has the health check, mounts, names and order of the facts, but for the differences listed with a reason", () => {
    const differences: Record<string, unknown> = {};
    for (const service of everyService) {
      const container = containersOf(service)[0];
      const fact = facts.services[service];
      if (container === undefined || fact === undefined) throw new Error(`${service} is missing`);
      const theirs = factsView(service, fact);
      for (const [aspect, value] of Object.entries(containerView(service, container))) {
        if (JSON.stringify(value) !== JSON.stringify(theirs[aspect])) differences[`${service}.${aspect}`] = value;
      }
    }
    expect(differences).toEqual(Object.fromEntries(Object.entries(differs).map(([key, { ours }]) => [key, ours])));
  });

  it.each(everyService)("of %s gets the facts' time to start or more", (service) => {
    const wanted = facts.services[service]?.health?.start_period ?? 0;
    for (const { healthcheck } of containersOf(service)) {
      expect(healthcheck?.startPeriod).toBeGreaterThanOrEqual(wanted);
    }
  });

  it("publishes and calls only ports on which the facts say that somebody listens", () => {
    const listening = new Map(
      Object.entries(facts.services).flatMap(([service, { aliases, ports }]) =>
        [service, ...aliases].map((alias) => [alias.replace("{tenant}", "realtime-dev"), ports] as const),
      ),
    );
    const wrong: string[] = [];
    let seen = 0;
    for (const containers of rendered.values()) {
      for (const [service, container] of containers) {
        for (const { container: port } of container.ports ?? []) {
          if (!facts.services[service]?.ports.includes(port)) wrong.push(`${service} publishes ${port}`);
        }
        const text = JSON.stringify([container.env, container.files?.map(({ content }) => content)]);
        for (const [, name = "", port] of text.matchAll(address)) {
          const ports = listening.get(name);
          if (ports === undefined) continue;
          seen++;
          if (!ports.includes(Number(port))) wrong.push(`${service} calls ${name}:${port}`);
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(seen).toBeGreaterThan(100);
  });
});

/** `//db:5432`, with or without a login, or Envoy's way to say it. */
const address = /(?:\/\/(?:[^@\s"/]*@)?|"address\\*":\\*")([a-z][a-z0-9.-]*)(?::|\\*",\\*"port_value\\*":)(\d+)/g;
