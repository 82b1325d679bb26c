import { beforeAll, describe, expect, it } from "vitest";
import { createFleet } from "../../components/fleet";
import { fleetOf } from "../support/fixtures";
import { type Registered, deploy } from "../support/mocks";

type Resources = ReadonlyMap<string, Registered>;

/** The resources of a fleet with one instance, `acme`. */
const one = async (settings: Record<string, unknown> = {}, host: Record<string, unknown> = {}) =>
  (await deploy(() => createFleet(fleetOf([{ name: "acme", ...settings }], { hosts: { local: host } })))).resources;

const ofType = (resources: Resources, type: string) =>
  [...resources.values()].filter((r) => r.type.endsWith(`:${type}`) && r.parent === "acme").map(({ name }) => name).sort(); // prettier-ignore
const names = (...roles: string[]) => roles.map((role) => `acme-${role}`).sort();

const containers = ["auth", "db", "functions", "gateway", "imgproxy", "mail", "meta", "pooler", "realtime", "rest", "storage", "studio"]; // prettier-ignore
const dataVolumes = ["db-data-volume", "db-config-volume", "storage-volume", "snippets-volume", "functions-volume"];
const volumes = [...dataVolumes, "deno-cache-volume"];

let usual: Resources;
beforeAll(async () => {
  usual = await one();
});

function get(resources: Resources, name: string): Registered {
  const found = resources.get(name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
}

describe("an instance", () => {
  it("consists of children that are named after it and belong to it", () => {
    expect(ofType(usual, "Container")).toEqual(names(...containers));
    expect(ofType(usual, "Volume")).toEqual(names(...volumes));
    expect(ofType(usual, "Network")).toEqual(names("network"));
    expect(ofType(usual, "RandomPassword")).toHaveLength(15);
    for (const [type, role] of [["VolumeCheck", "volume-check"], ["DatabaseReady", "database"], ["Ready", "ready"], ["RemoteFile", "snippet"]] as const) {
      expect(ofType(usual, type)).toEqual(names(role));
    } // prettier-ignore
    const outside = [...usual.values()].filter(({ parent }) => parent !== "acme").map(({ name }) => name);
    expect(outside.filter((name) => name.startsWith("acme"))).toEqual(["acme"]);
  });

  it("calls its containers, network and volumes supabase-<instance>-<role> on the host", () => {
    for (const role of containers) expect(get(usual, `acme-${role}`).inputs.name).toBe(`supabase-acme-${role}`);
    for (const volume of volumes) {
      expect(get(usual, `acme-${volume}`).inputs.name).toBe(`supabase-acme-${volume.replace("-volume", "")}`);
    }
    expect(get(usual, "acme-network").inputs.name).toBe("supabase-acme");
  });

  it("answers to its services' names on its own network alone", () => {
    const aliases = Object.fromEntries(
      containers.map((role) => {
        const { networksAdvanced, networkMode } = get(usual, `acme-${role}`).inputs;
        const [network, ...others] = networksAdvanced as { name: string; aliases: string[] }[]; // container.ts lists one
        expect([others, network?.name, networkMode]).toEqual([[], "supabase-acme", "bridge"]);
        return [role, network?.aliases];
      }),
    );
    expect(aliases).toEqual({
      ...Object.fromEntries(containers.map((role) => [role, [role]])),
      gateway: ["api-gw", "envoy", "gateway", "kong"],
      pooler: ["pooler", "supavisor"],
      realtime: ["realtime", "realtime-dev.supabase-realtime"],
    });
  });

  it("protects what cannot be made again: data and secrets, not the rest", () => {
    const all = [...usual.values()].filter(({ parent }) => parent === "acme");
    const kept = all.filter(({ protect }) => protect).map(({ name }) => name);
    expect(kept.sort()).toEqual([...names(...dataVolumes), ...ofType(usual, "RandomPassword")].sort());
    const left = all.filter(({ retainOnDelete }) => retainOnDelete).map(({ name }) => name);
    expect(left.sort()).toEqual(names(...dataVolumes));
  });

  it("lets the data volumes stay behind while they are made on another host, protected or not", async () => {
    for (const protect of [true, false]) {
      const all = [...(await one({ protect, moving: true })).values()];
      const left = all.filter(({ retainOnDelete }) => retainOnDelete).map(({ name }) => name);
      expect(left.sort()).toEqual(names(...dataVolumes));
      expect(all.filter((each) => each.protect && left.includes(each.name))).toEqual([]);
    }
  });

  it("with protect: false protects nothing, so that the next run may delete it", async () => {
    const open = [...(await one({ protect: false })).values()];
    expect(open.filter(({ protect, retainOnDelete }) => protect || retainOnDelete)).toEqual([]);
  });

  it("never lets a label that says what a volume was made with replace the volume", () => {
    for (const volume of volumes) {
      expect(get(usual, `acme-${volume}`).ignoreChanges).toEqual(["labels", "driver", "driverOpts"]);
    }
  });

  it("looks at its data volume before it makes any volume, and makes volumes and network before any container", () => {
    for (const volume of volumes) expect(get(usual, `acme-${volume}`).dependsOn).toContain("acme-volume-check");
    for (const role of containers) {
      expect(get(usual, `acme-${role}`).dependsOn).toEqual(expect.arrayContaining(names(...volumes, "network")));
    }
  });

  it("takes containers down before it makes them anew, since a name is there once", () => {
    for (const role of [...containers, "network"]) expect(get(usual, `acme-${role}`).deleteBeforeReplace).toBe(true);
  });

  it("hands secrets to Pulumi as such wherever they go", () => {
    for (const { name, inputs, secretInputs } of usual.values()) {
      const plain = Object.entries(inputs).filter(([key]) => !secretInputs.includes(key));
      expect([name, JSON.stringify(plain)]).toEqual([
        name,
        expect.not.stringMatching(/<acme-|eyJ[\w-]{9}|sb_secret_</),
      ]);
    }
    expect(get(usual, "acme-database").secretOutputs).toEqual(["password"]);
    expect(get(usual, "acme-snippet").secretOutputs).toEqual(["content"]);
  });
});

describe("a paused instance", () => {
  it("has no container, and keeps volumes, network, secrets and a snippet that says so", async () => {
    const paused = await one({ state: "paused" });
    expect(ofType(paused, "Container")).toEqual([]);
    for (const type of ["DatabaseReady", "Ready"]) expect(ofType(paused, type)).toEqual([]);
    for (const type of ["Volume", "Network", "RandomPassword", "VolumeCheck", "RemoteFile"]) {
      expect(ofType(paused, type)).toEqual(ofType(usual, type));
    }
    for (const name of [...names(...volumes, "network"), ...ofType(usual, "RandomPassword")]) {
      expect(get(paused, name)).toEqual(get(usual, name));
    }
    expect(get(paused, "acme-snippet").inputs.content).toContain("acme is paused");
  });
});

describe("a service that is switched off", () => {
  it.each(["realtime", "storage", "imgproxy", "functions", "studio", "pooler", "mail"])(
    "%s has no container, and keeps its volumes",
    async (service) => {
      const needed = service === "storage" ? { imgproxy: false } : {};
      const without = await one({ services: { [service]: false, ...needed }, auth: { email: { autoconfirm: true } } });
      const gone = new Set([service, ...Object.keys(needed)]);
      expect(ofType(without, "Container")).toEqual(names(...containers.filter((role) => !gone.has(role))));
      expect(ofType(without, "Volume")).toEqual(names(...volumes));
    },
  );
});
