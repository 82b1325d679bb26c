import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, it } from "vitest";
import { container, envLines } from "../../components/container";
import { createFleet } from "../../components/fleet";
import type { ContainerSpec, InstanceSpec } from "../../components/spec";
import { acme, fleetOf } from "../support/fixtures";
import { type Registered, deploy, settled } from "../support/mocks";

type Inputs = Registered["inputs"];

const healthcheck = { test: ["CMD", "true"], interval: 5, timeout: 5, retries: 3, startPeriod: 30 } as const;
const least: ContainerSpec = { env: {}, healthcheck };

/** What Docker is asked for, for the service `rest` of an instance. */
async function inputsOf(spec: Partial<ContainerSpec>, instance: InstanceSpec = acme()): Promise<Inputs> {
  const { resources } = await deploy(() => {
    const network = new docker.Network("network", { name: "own-network" });
    container(instance, "rest", { ...least, ...spec }, network, {});
  });
  return resources.get("acme-rest")?.inputs ?? {};
}

const labelsOf = ({ labels }: Inputs) =>
  Object.fromEntries((labels as { label: string; value: string }[]).map(({ label, value }) => [label, value])); // container.ts writes them

describe("a container", () => {
  it("writes out whatever the daemon would fill in", async () => {
    expect(await inputsOf({})).toEqual({
      name: "supabase-acme-rest",
      image: "postgrest/postgrest:v14.17",
      envs: [],
      healthcheck: { tests: ["CMD", "true"], interval: "5s", timeout: "5s", retries: 3, startPeriod: "30s" },
      labels: [
        { label: "supabase-fleet.healthcheck", value: expect.stringMatching(/^[0-9a-f]{12}$/) },
        { label: "supabase-fleet.instance", value: "acme" },
        { label: "supabase-fleet.service", value: "rest" },
      ],
      volumes: [],
      ports: [],
      networkMode: "bridge",
      networksAdvanced: [{ name: "own-network", aliases: ["rest"] }],
      restart: "unless-stopped",
      memory: 192,
      memoryReservation: 96,
      memorySwap: 384,
      cpuShares: 512,
      logDriver: "json-file",
      logOpts: { "max-file": "3", "max-size": "10m" },
      stopTimeout: 10,
      destroyGraceSeconds: 10,
      mustRun: true,
      removeVolumes: false,
    });
  });

  it("is replaced when its health check changes, which the provider would not notice", async () => {
    const key = "supabase-fleet.healthcheck";
    const usual = labelsOf(await inputsOf({}))[key];
    expect(labelsOf(await inputsOf({}))[key]).toBe(usual);
    for (const change of [{ interval: 6 }, { retries: 4 }, { startPeriod: 31 }, { test: ["CMD", "false"] as const }]) {
      expect(labelsOf(await inputsOf({ healthcheck: { ...healthcheck, ...change } }))[key]).not.toBe(usual);
    }
    expect(labelsOf(await inputsOf({ healthcheck: undefined }))[key]).not.toBe(usual);
  });

  it("says durations as Docker reports them", async () => {
    const { healthcheck: said } = await inputsOf({ healthcheck: { ...healthcheck, interval: 60, startPeriod: 301 } });
    expect(said).toMatchObject({ interval: "1m0s", startPeriod: "5m1s" });
  });

  it("sorts variables, files, mounts, ports and names, so that moving a line of code changes nothing", async () => {
    const inputs = await inputsOf({
      env: { B: "2", A_: "1", A: "0" },
      files: ["/b", "/a"].map((path) => ({ path, content: path })),
      volumes: [{ role: "storage", path: "/z" }, { role: "db-data", path: "/m", readOnly: true }],
      hostPaths: [{ host: "/h", path: "/a" }],
      ports: [{ binding: { bind: "127.0.0.1", port: 1 }, container: 9 }, { binding: { bind: "127.0.0.1", port: 2 }, container: 8 }],
      aliases: ["z", "a"],
      securityOptions: ["z", "a"],
    }); // prettier-ignore
    expect(inputs).toMatchObject({
      envs: ["A=0", "A_=1", "B=2"],
      uploads: [{ file: "/a" }, { file: "/b" }],
      volumes: [
        { hostPath: "/h", containerPath: "/a", readOnly: true },
        { volumeName: "supabase-acme-db-data", containerPath: "/m", readOnly: true },
        { volumeName: "supabase-acme-storage", containerPath: "/z", readOnly: false },
      ],
      ports: [
        { internal: 8, external: 2, ip: "127.0.0.1", protocol: "tcp" },
        { internal: 9, external: 1, ip: "127.0.0.1", protocol: "tcp" },
      ],
      networksAdvanced: [{ aliases: ["a", "rest", "z"] }],
      securityOpts: ["a", "z"],
    });
  });

  it("hands over binary files as base64 and text as text", async () => {
    const files = [{ path: "/a", content: "AAE=", encoding: "base64" as const }, { path: "/b", content: "text" }];
    const uploads = [{ file: "/a", contentBase64: "AAE=" }, { file: "/b", content: "text" }];
    expect((await inputsOf({ files })).uploads).toEqual(uploads);
  }); // prettier-ignore

  it("lets the operator's own variables win over ours", async () => {
    const instance = acme({ env: { rest: { PGRST_DB_POOL: "20", A: "theirs" } } });
    expect((await inputsOf({ env: { A: "ours", Z: "ours" } }, instance)).envs).toEqual([
      "A=theirs",
      "PGRST_DB_POOL=20",
      "Z=ours",
    ]);
  });

  it("keeps one line of a variable apart from the next, so that one secret does not hide all of them", async () => {
    const lines = envLines({ A: "1", B: pulumi.secret("2") });
    expect(await settled(lines)).toEqual(["A=1", "B=2"]);
    expect(await Promise.all(lines.map((line) => pulumi.isSecret(line)))).toEqual([false, true]);
  });
});

describe("the containers of an instance", () => {
  let all: readonly Registered[];
  beforeAll(async () => {
    const settings = { ports: { database: 5432, studio: 3000 }, services: { analytics: true } };
    const { resources } = await deploy(() => createFleet(fleetOf([{ name: "acme", ...settings }])));
    all = [...resources.values()].filter(({ type, parent }) => type.endsWith(":Container") && parent === "acme");
  });

  it("publish ports to this machine alone", () => {
    const published = all.flatMap(({ inputs }) => inputs.ports as { ip: string; internal: number }[]); // as above
    expect(published.map(({ internal }) => internal).sort()).toEqual([3000, 5432, 5432, 6543, 8000, 8025]);
    expect(published.filter(({ ip }) => ip !== "127.0.0.1")).toEqual([]);
  });

  it("list their variables in order, each once", () => {
    for (const { name, inputs } of all) {
      const variables = (inputs.envs as string[]).map((line) => line.slice(0, line.indexOf("=")));
      expect([name, variables]).toEqual([name, [...new Set(variables)].sort()]);
    }
  });

  it("let Postgres shut down cleanly, and never replace it for files of an empty volume", () => {
    const db = all.find(({ name }) => name === "acme-db");
    expect(db?.inputs).toMatchObject({ stopSignal: "SIGINT", stopTimeout: 90, destroyGraceSeconds: 90 });
    expect(all.filter(({ ignoreChanges }) => ignoreChanges.includes("uploads"))).toEqual([db]);
  });
});
