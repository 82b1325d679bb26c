import { homedir, tmpdir } from "node:os";
import { resolve } from "node:path";
import { createRequire } from "node:module";
import * as pulumi from "@pulumi/pulumi";
import { afterEach, describe, expect, it } from "vitest";
import { databaseProvider } from "../../../components/dynamic/databaseReady";
import { ledgerProvider } from "../../../components/dynamic/ledger";
import { readyProvider } from "../../../components/dynamic/ready";
import { fileProvider } from "../../../components/dynamic/remoteFile";
import { fingerprint, volumeLabels, volumeProvider } from "../../../components/dynamic/volumeCheck";
import { createFleet } from "../../../components/fleet";
import { type FakeDocker, fakeDocker } from "../../support/fakeDocker";
import { fleetOf } from "../../support/fixtures";
import { deploy } from "../../support/mocks";
import { RemoteFolder } from "../../support/remoteFiles";

const providers = { databaseProvider, fileProvider, ledgerProvider, readyProvider, volumeProvider };

/** The text of a provider that Pulumi writes into the state. */
const textOf = async (provider: object) => await pulumi.runtime.serializeFunction(() => provider);

/** The provider that Pulumi makes of the text, in a later run or by another program. */
async function stored<T extends object>(provider: T): Promise<T> {
  const fromString = createRequire(__filename)("require-from-string") as (text: string) => { handler(): T }; // no types of its own
  return fromString((await textOf(provider)).text).handler();
}

const root = resolve(__dirname, "../../..");

describe.each(Object.entries(providers))("the stored text of %s", (_name, provider) => {
  it("names no place of this machine, and no file of ours that a later version may have moved", async () => {
    const { text, containsSecrets } = await textOf(provider);
    for (const place of [root, homedir(), tmpdir(), process.execPath, "node_modules", "__dirname", "__filename"]) {
      expect([place, text.includes(place)]).toEqual([place, false]);
    }
    const modules = [...text.matchAll(/require\("([^"]*)"\)/g)].map(([, module = ""]) => module);
    expect(modules.filter((module) => !module.startsWith("node:") && module !== "dockerode")).toEqual([]);
    expect(text).not.toMatch(/import\(|__vite_ssr_dynamic_import__/);
    expect(containsSecrets).toBe(false);
  });
});

let docker: FakeDocker | undefined;
let folder: RemoteFolder | undefined;
afterEach(async () => {
  await docker?.stop();
  folder?.remove();
});

describe("a provider made of its stored text", () => {
  it("writes, reads and deletes a file", async () => {
    const provider = await stored(fileProvider);
    folder = new RemoteFolder();
    await provider.create(folder.file({ reload: folder.reload }));
    expect(folder.reloads).toBe("first\n");
    expect(await provider.read?.("id", folder.file())).toMatchObject({ props: folder.file() });
    await expect(provider.update?.("id", folder.file(), folder.file({ validate: "exit 1" }))).rejects.toThrow(
      "was refused",
    );
    await provider.delete?.("id", folder.file());
    expect(folder.left()).toEqual(["reloads"]);
  });

  it("compares lists", async () => {
    const { check } = await stored(ledgerProvider);
    const entry = { protect: true, host: "local", postgres: "17" };
    const failures = (
      await check?.({ instances: { acme: entry }, providerVersion: 1 }, { instances: {}, providerVersion: 1 })
    )?.failures;
    expect(failures).toEqual([
      { property: "instances", reason: expect.stringContaining("acme is gone from the list") },
    ]);
  });

  it("looks at volumes", async () => {
    const labels = { [volumeLabels.fingerprint]: "other" };
    docker = await fakeDocker({ volumes: { data: labels } });
    const { check } = await stored(volumeProvider);
    const state = { instance: "acme", host: docker.address, volume: "data", fingerprint: fingerprint("acme", "x"), postgres: "17", images: "upstream", passwordGiven: false, providerVersion: 1 }; // prettier-ignore
    expect((await check?.(state, state))?.failures).toHaveLength(1);
    expect((await check?.(state, { ...state, volume: "none" }))?.failures).toEqual([]);
  });

  it("waits for containers, and explains one that ends", async () => {
    const containers = {
      good: { looks: [{ health: "healthy" as const }] },
      bad: { looks: [{ status: "exited" as const }], logs: "postgres://a:b@db/x\n" },
    };
    docker = await fakeDocker({ containers });
    const provider = await stored(readyProvider);
    const state = { host: docker.address, containers: { good: 1 }, ids: [], timeout: 5, providerVersion: 1 };
    expect((await provider.create(state)).outs).toEqual(state);
    await expect(provider.create({ ...state, containers: { bad: 1 } })).rejects.toThrow("postgres://a:[secret]@db/x");
  });

  it("prepares a database", async () => {
    docker = await fakeDocker({ containers: { db: { looks: [{ health: "healthy" }] } } });
    const provider = await stored(databaseProvider);
    const state = { host: docker.address, container: "db", containerId: "1", password: "new", pooler: "mark", jwtExpiry: 60, timeout: 5, providerVersion: 1 }; // prettier-ignore
    await provider.update?.("id", { ...state, password: "old" }, state);
    expect(docker.commands).toHaveLength(3);
  });
});

describe("the providers of a whole fleet", () => {
  it("are one text per kind, whatever the instance, and hold no secret", async () => {
    const entries = ["acme", "globex"].map((name) => ({ name, secrets: { dashboardPassword: "a-given-password" } }));
    const { resources } = await deploy(() => createFleet(fleetOf(entries)));
    const dynamic = [...resources.values()].filter(({ type }) => type.startsWith("pulumi-nodejs:dynamic"));
    const texts = new Map(
      dynamic.map(({ type, inputs }) => [`${type} ${String(inputs.__provider)}`, inputs.__provider]),
    );
    expect(texts.size).toBe(5);
    for (const { name, secretInputs } of dynamic)
      expect([name, secretInputs.includes("__provider")]).toEqual([name, false]);
    for (const text of texts.values()) expect(text).not.toMatch(/<acme|<globex|a-given-password/);
  });
});
