import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { createFleet } from "../../components/fleet";
import { fleetOf } from "../support/fixtures";
import { deploy } from "../support/mocks";

type Settings = Record<string, unknown>;

const deployed = (instances: Settings[], hosts: Settings = { local: {} }) =>
  deploy(() => createFleet(fleetOf(instances, { hosts })));

describe("a fleet", () => {
  it("has one provider per host in use, with the host's address written out", async () => {
    const hosts = {
      a: {},
      b: { docker: "ssh://root@b.example.com:2222" },
      c: { docker: "tcp://10.0.0.3:2375" },
      spare: { docker: "ssh://root@spare.example.com" },
    };
    const entries = ["a", "b", "c"].map((host) => ({ name: `on-${host}`, host }));
    const { resources } = await deployed(entries, { ...hosts, c: { ...hosts.c, ssh: "root@10.0.0.3" } });
    const providers = [...resources.values()].filter(({ type }) => type.startsWith("pulumi:providers:"));
    expect(providers.map(({ name, inputs }) => [name, inputs.host]).sort()).toEqual([
      ["host-a", "unix:///var/run/docker.sock"],
      ["host-b", "ssh://root@b.example.com:2222"],
      ["host-c", "tcp://10.0.0.3:2375"],
    ]);
    for (const { name, type, provider, inputs } of resources.values()) {
      const host = /^(?:on|edge)-([abc])/.exec(name)?.[1];
      if (type.startsWith("docker:")) expect([name, provider]).toEqual([name, `host-${host}`]);
      if (type.includes("dynamic") && name.endsWith("-ready"))
        expect(inputs.host).toMatch(host === "a" ? /^unix/ : host === "b" ? /^ssh/ : /^tcp/);
    }
  });

  it("keeps ssh connections open, which would be one per call otherwise", async () => {
    const { resources } = await deployed([{ name: "acme" }], { b: { docker: "ssh://root@b.example.com" } });
    const options = String(resources.get("host-b")?.inputs.sshOpts);
    expect(options).toContain("ControlMaster=auto");
    expect(options).toContain("ControlPersist=60");
    expect(options).toContain("BatchMode=yes");
  });

  it("makes nothing on a host before the ledger has agreed to the list", async () => {
    const { resources } = await deployed([
      { name: "acme", protect: false },
      { name: "globex", database: { major: 15 } },
    ]);
    expect(resources.get("fleet")?.inputs.instances).toEqual({
      acme: {
        protect: false,
        host: "local",
        postgres: "17",
        settings: { domain: '"example.com"', protect: "false" },
      },
      globex: {
        protect: true,
        host: "local",
        postgres: "15",
        settings: { domain: '"example.com"', "database.major": '"15"' },
      },
    });
    expect(resources.get("host-local")?.dependsOn).toEqual(["fleet"]);
  });

  it("has an empty ledger and nothing else without instances", async () => {
    const { resources } = await deployed([]);
    expect([...resources.keys()]).toEqual(["fleet"]);
  });

  it("tells each instance's users what they need, and marks what is secret", async () => {
    const { result } = await deploy(async () => {
      const outputs = createFleet(
        fleetOf([{ name: "acme", ports: { poolerSession: 55001 } }], { hosts: { local: {} } }),
      ).acme;
      const entries = Object.entries(outputs ?? {}).map(
        async ([name, value]) => [name, await pulumi.isSecret(pulumi.output(value))] as const,
      );
      return { outputs, secret: Object.fromEntries(await Promise.all(entries)) };
    });
    expect(result.outputs).toMatchObject({
      apiUrl: "https://acme.example.com",
      studioUrl: "https://acme-studio.example.com",
      mailUrl: "https://acme-mail.example.com",
      poolerUrl: "postgresql://postgres.acme:<acme-postgres-password>@127.0.0.1:55001/postgres",
      databaseUrl: undefined,
      dashboardPassword: "<acme-dashboard-password>",
      state: "active",
    });
    const open = Object.entries(result.secret).filter(([, secret]) => !secret).map(([name]) => name); // prettier-ignore
    expect(open.sort()).toEqual([
      "anonKey",
      "apiUrl",
      "databaseUrl",
      "mailUrl",
      "publishableKey",
      "state",
      "studioUrl",
    ]);
  });
});
