import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import * as http from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { removeLeftovers } from "../../components/leftovers";
import { fleetOf } from "../support/fixtures";

const label = (instance: string) => ({ "supabase-fleet.instance": instance });

/** What a host has: containers by name, with their limit of processes, and networks, with how many use them. */
const containers = [
  { Id: "confirmed", Name: "/supabase-acme-auth", Labels: label("acme"), PidsLimit: 500 },
  { Id: "unconfirmed", Name: "/supabase-acme-rest", Labels: label("acme"), PidsLimit: null },
  { Id: "known", Name: "/supabase-acme-db", Labels: label("acme"), PidsLimit: 0 },
  { Id: "others", Name: "/supabase-elsewhere-db", Labels: label("elsewhere"), PidsLimit: 0 },
  { Id: "paused", Name: "/supabase-resting-db", Labels: label("resting"), PidsLimit: 0 },
];
const networks = [
  { Id: "empty", Name: "supabase-acme", Containers: {} },
  { Id: "foreign", Name: "supabase-elsewhere", Containers: {} },
];

let folder: string;
let server: http.Server;
let deleted: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "fleet-left-"));
  deleted = [];
  server = http.createServer((request, response) => {
    const [, kind = "", id = ""] = (request.url ?? "").split("?")[0]?.split("/") ?? [];
    if (request.method === "DELETE") deleted.push(`${kind} ${id}`);
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(found(kind, id)));
  });
  await new Promise<void>((resolve) => server.listen(join(folder, "docker.sock"), resolve));
  vi.stubEnv("PATH", `${folder}:${process.env.PATH}`);
  vi.stubEnv("SUPABASE_FLEET_ENGINE", "");
  vi.spyOn(console, "warn").mockReturnValue();
});

afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

function found(kind: string, id: string): unknown {
  if (kind === "networks") return networks.find(({ Id }) => Id === id) ?? networks;
  if (id === "json") return containers;
  const container = containers.find(({ Id }) => Id === id);
  return { ...container, HostConfig: { PidsLimit: container?.PidsLimit } };
}

/** A Pulumi whose state holds resources with these ids; one that knows no stack without them. */
function stateWith(ids: readonly string[] | undefined): void {
  const state = JSON.stringify({ deployment: { resources: ids?.map((id) => ({ id })) } });
  const script = `#!/bin/sh\necho "$@" >'${folder}/arguments'\n${ids === undefined ? "exit 1" : `echo '${state}'`}\n`;
  writeFileSync(join(folder, "pulumi"), script);
  chmodSync(join(folder, "pulumi"), 0o755);
}

async function run({ preview = false, docker = join(folder, "docker.sock") } = {}): Promise<string[]> {
  const mocks = { newResource: () => ({ id: "", state: {} }), call: () => ({}) };
  await pulumi.runtime.setMocks(mocks, "supabase-fleet", "test", preview, "org");
  const entries = [{ name: "acme" }, { name: "resting", state: "paused" }];
  await removeLeftovers(fleetOf(entries, { hosts: { local: { docker: `unix://${docker}` } } }));
  return deleted.sort();
}

describe("what a killed run has left over", () => {
  it("is removed where it is an active instance's, unconfirmed and unknown to Pulumi", async () => {
    stateWith(["known"]);
    expect(await run()).toEqual(["containers unconfirmed", "networks empty"]);
  });

  it("stays when Pulumi knows of it", async () => {
    stateWith(["known", "unconfirmed", "empty"]);
    expect(await run()).toEqual([]);
  });

  it("stays when the state cannot be read", async () => {
    stateWith(undefined);
    expect(await run()).toEqual([]);
  });

  it("stays in a preview, and with an engine that keeps a state of its own", async () => {
    stateWith([]);
    expect(await run({ preview: true })).toEqual([]);
    vi.stubEnv("SUPABASE_FLEET_ENGINE", "embedded");
    expect(await run()).toEqual([]);
  });

  it("is nobody's business on a host that does not answer", async () => {
    stateWith([]);
    expect(await run({ docker: "/nowhere/docker.sock" })).toEqual([]);
  });
});
