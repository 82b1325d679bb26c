import * as http from "node:http";
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fileProvider } from "../components/dynamic/remoteFile";
import { createOptions, uploadArchive } from "../engine/containerOptions";
import { Engine, type Registration } from "../engine/engine";
import { State } from "../engine/state";
import { RemoteFolder } from "./support/remoteFiles";

let folder: RemoteFolder;
let stateFolder: string;
let path: string;
beforeEach(() => {
  folder = new RemoteFolder();
  stateFolder = mkdtempSync(join(tmpdir(), "fleet-engine-"));
  path = join(stateFolder, "deep/state.json");
});
afterEach(() => {
  folder.remove();
  rmSync(stateFolder, { recursive: true, force: true });
});

const password = (name: string, options: Partial<Registration> = {}): Registration => ({
  type: "random:index/randomPassword:RandomPassword",
  name,
  parent: "",
  provider: "",
  inputs: { length: 32 },
  secrets: [],
  protect: false,
  retainOnDelete: false,
  ignoreChanges: [],
  ...options,
});

const text = pulumi.runtime.serializeFunction(() => fileProvider).then((serialized) => serialized.text);
const file = async (content: string): Promise<Registration> => ({
  ...password("file"),
  type: "pulumi-nodejs:dynamic/supabase:RemoteFile",
  inputs: { ...folder.file({ content }), __provider: await text },
});

/** One run of a program that declares these resources. */
async function run(declared: readonly Registration[], preview = false) {
  const mode = preview ? "preview" : "up";
  const state = new State(path);
  try {
    const engine = new Engine(state, mode);
    const made = [];
    for (const registration of declared) made.push(await engine.register(registration));
    await engine.finish();
    return { steps: engine.steps.map(({ action, name }) => `${action} ${name}`), made };
  } finally {
    state.close();
  }
}

it("deletes on the Docker that it made things on, not on the machine's usual one", async () => {
  const asked: string[] = [];
  const docker = http.createServer((request, answer) => {
    asked.push(`${request.method} ${request.url}`);
    if (request.method === "POST") answer.writeHead(201).end('{"Name":"kept"}');
    else answer.writeHead(204).end();
  });
  const socket = join(stateFolder, "docker.sock");
  await new Promise<void>((done) => docker.listen(socket, done));
  const host = { ...password("host-local"), type: "pulumi:providers:docker", inputs: { host: `unix://${socket}` } };
  const volume = { ...password("volume"), type: "docker:index/volume:Volume", inputs: { name: "kept" } };
  try {
    await run([host, { ...volume, provider: "host-local" }]);
    expect((await run([host])).steps).toEqual(["delete volume"]);
    expect(asked).toContain("DELETE /volumes/kept");
  } finally {
    docker.close();
  }
});

describe("the embedded engine", () => {
  it("makes what is new, keeps what is the same, and makes a password once", async () => {
    const [first, second] = [await run([password("a"), await file("1")]), await run([password("a"), await file("1")])];
    expect(first.steps).toEqual(["create a", "create file"]);
    expect(second.steps).toEqual(["same a", "same file"]);
    expect(second.made).toEqual(first.made);
    expect(first.made[0]?.state.result).toMatch(/^(?=.*[a-z])(?=.*[0-9])[A-Za-z0-9]{32}$/);
  });

  it("updates what has changed", async () => {
    await run([await file("1")]);
    expect((await run([await file("2")])).steps).toEqual(["update file"]);
    expect(folder.content).toBe("2");
  });

  it("deletes what is declared no more, newest first", async () => {
    await run([password("a"), await file("1"), password("b")]);
    expect((await run([])).steps).toEqual(["delete b", "delete file", "delete a"]);
    expect([folder.left(), existsSync(path)]).toEqual([[], false]);
  });

  it("deletes nothing at all while something protected would have to go", async () => {
    await run([await file("1"), password("kept", { protect: true })]);
    await expect(run([])).rejects.toThrow("protected and not in the list any more: kept");
    expect(folder.content).toBe("1");
    expect((await run([await file("1"), password("kept")])).steps).toEqual(["same file", "same kept"]);
    expect((await run([])).steps).toEqual(["delete kept", "delete file"]);
  });

  it("leaves what is to be retained where it is", async () => {
    await run([{ ...(await file("1")), retainOnDelete: true }]);
    expect((await run([])).steps).toEqual(["delete file"]);
    expect(folder.content).toBe("1");
  });

  it("changes nothing in a preview", async () => {
    await run([await file("1")]);
    expect((await run([await file("2"), password("a")], true)).steps).toEqual(["update file", "create a"]);
    expect((await run([], true)).steps).toEqual(["delete file"]);
    expect(folder.content).toBe("1");
    expect((await run([await file("1")])).steps).toEqual(["same file"]);
  });

  it("works on one Docker alone, wherever that is, and says so", async () => {
    const provider = (name: string, host: string) => ({ ...password(name), type: "pulumi:providers:docker", inputs: { host } }); // prettier-ignore
    await run([provider("host-a", "ssh://root@b"), provider("host-b", "ssh://root@b")]);
    await expect(run([provider("host-a", "unix:///a.sock"), provider("host-b", "ssh://root@b")])).rejects.toThrow(
      "works on one Docker alone, not on unix:///a.sock and ssh://root@b",
    );
  });
});

describe("its state", () => {
  it("is one file that nobody else may read, with nothing left beside it", async () => {
    await run([password("a")]);
    expect(readdirSync(join(stateFolder, "deep"))).toEqual(["state.json"]);
    expect((statSync(path).mode & 0o777).toString(8)).toBe("600");
  });

  it("is for one run at a time, but not for one that was killed", async () => {
    const state = new State(path);
    expect(() => new State(path)).toThrow(`Another run (process ${process.pid}) is at work on this stack.`);
    state.close();
    writeFileSync(`${path}.lock`, "999999999");
    expect((await run([password("a")])).steps).toEqual(["create a"]);
  });

  it("is refused when it is not one", () => {
    new State(path).close();
    writeFileSync(path, '{"version":2,"resources":[]}');
    expect(() => new State(path)).toThrow(`${path} is no state file of this engine`);
  });
});

describe("a container in the words of Docker's API", () => {
  it("has sizes in bytes and durations in nanoseconds", () => {
    const healthcheck = { tests: ["CMD", "true"], interval: "5s", timeout: "1m30s", retries: 3, startPeriod: "5m0s" };
    expect(createOptions({ name: "a", image: "b", memory: 2, shmSize: 1, healthcheck })).toMatchObject({
      Healthcheck: { Test: ["CMD", "true"], Interval: 5e9, Timeout: 90e9, Retries: 3, StartPeriod: 300e9 },
      HostConfig: { Memory: 2 * 1024 * 1024, ShmSize: 1024 * 1024 },
    });
  });

  it("gets its files as one archive, text and binary ones", async () => {
    expect(await uploadArchive([])).toBeUndefined();
    const archive = await uploadArchive([{ file: "/a/text", content: "ä" }, { file: "/b", contentBase64: "AAH/" }]); // prettier-ignore
    expect(archive?.includes("a/text")).toBe(true);
    expect(archive?.includes(Buffer.from("ä"))).toBe(true);
    expect(archive?.includes(Buffer.from([0, 1, 255]))).toBe(true);
  });
});
