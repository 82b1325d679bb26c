import { describe, expect, it } from "vitest";
import { createFleet } from "../../components/fleet";
import { fleetOf } from "../support/fixtures";
import { type Registered, deploy } from "../support/mocks";

const text = "<p>{{ .ConfirmationURL }}</p>";
const everything = { services: { analytics: true }, auth: { mail: { templates: { invite: text } } } };

const resourcesOf = async (instances: Record<string, unknown>[], more: Record<string, unknown> = {}) =>
  (await deploy(() => createFleet(fleetOf(instances, more)))).resources;

/** Containers and checks that a container waits for. */
async function waits(): Promise<Record<string, string[]>> {
  const resources = await resourcesOf([{ name: "acme", ...everything }]);
  const made = [...resources.values()].filter(({ type }) => /Container$|DatabaseReady$|Ready$|RemoteFile$/.test(type));
  const counts = new Set(made.map(({ name }) => name));
  return Object.fromEntries(made.map(({ name, dependsOn }) => [name, dependsOn.filter((other) => counts.has(other))]));
}

describe("the start order", () => {
  it("lets everything start at once that takes no harm, and the rest once the database answers", async () => {
    const database = ["acme-database"];
    const { "acme-ready": ready, ...others } = await waits();
    expect(others).toEqual({
      "edge-local": [],
      "acme-db": [],
      "acme-database": ["acme-db"],
      // These run migrations, or end when they cannot log in.
      "acme-auth": ["acme-database", "acme-templates"],
      "acme-rest": database,
      "acme-realtime": database,
      "acme-storage": database,
      "acme-meta": database,
      "acme-pooler": database,
      "acme-analytics": database,
      // The API is there without Studio, and nobody waits for the gateway.
      "acme-gateway": [],
      "acme-studio": [],
      "acme-functions": [],
      "acme-imgproxy": [],
      "acme-mail": [],
      "acme-templates": [],
      "acme-vector": [],
      // Caddy serves a name once what is behind it is healthy.
      "acme-snippet": ["acme-ready", "edge-local"],
    });
    expect(ready).toContain("acme-db");
    expect(ready).toHaveLength(16);
  });

  it("is waited for in one place, which knows every container and its limit of processes", async () => {
    const resources = await resourcesOf([{ name: "acme", ...everything }]);
    const { containers, ids } = resources.get("acme-ready")?.inputs ?? {};
    const running = [...resources.values()].filter(
      ({ type, parent }) => type.endsWith(":Container") && parent === "acme",
    );
    expect(containers).toEqual(
      Object.fromEntries(running.map(({ name, inputs }) => [inputs.name, name === "acme-db" ? 1000 : 500])),
    );
    expect(ids).toEqual(running.map(({ name }) => `${name}-id`).sort());
  });
});

describe("the list of instances", () => {
  const hosts = { hosts: { a: {}, b: { docker: "ssh://root@b.example.com" } } };
  const entries = [
    { name: "acme", host: "a", ...everything },
    { name: "globex", host: "b", gateway: "kong" },
    { name: "initech", host: "a" },
  ];
  const sorted = (resources: ReadonlyMap<string, Registered>) => [...resources].sort(([a], [b]) => (a < b ? -1 : 1));

  it("gives the same resources in any order", async () => {
    const [forwards, backwards] = [
      await resourcesOf(entries, hosts),
      await resourcesOf(entries.slice().reverse(), hosts),
    ];
    expect(sorted(backwards)).toEqual(sorted(forwards));
  });

  it("touches nothing of the others when an entry is added", async () => {
    const [before, after] = [
      await resourcesOf(entries, hosts),
      await resourcesOf([{ name: "aaa", host: "a" }, ...entries], hosts),
    ];
    for (const [name, resource] of before)
      if (name !== "fleet") expect([name, after.get(name)]).toEqual([name, resource]);
  });
});
