import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type ServerType, serve } from "@hono/node-server";
import { stringify } from "yaml";
import { type Scope, createToken } from "../../operations/access/tokens";
import { embeddedEngine, embeddedState } from "../../operations/engines/embedded";
import { Jobs } from "../../operations/jobs";
import { type Workspace, program } from "../../operations/workspace";
import { createApp } from "../../serve/app";

/** A stack file of its own behind the APIs of `fleet serve`. Nothing is applied: the engine only says that it did. */
export interface Managed {
  readonly workspace: Workspace;
  readonly jobs: Jobs;
  /** How often the engine was told to apply. */
  readonly applied: () => number;
  readonly stackFile: () => string;
  /** Starts to listen, for clients of others. @param change works on an answer before it goes out. @returns the address. */
  listen(change?: (path: string, body: unknown) => void): Promise<string>;
  /** Of an admin. */
  readonly admin: string;
  token(scope: Scope, instances?: readonly string[]): string;
  /** Calls the Management API with a token; admin's when unset. */
  call(method: string, path: string, body?: unknown, token?: string): Promise<Response>;
  remove(): void;
}

export function managed(instances: readonly Record<string, unknown>[], more: Record<string, unknown> = {}): Managed {
  const folder = mkdtempSync(join(tmpdir(), "fleet-managed-"));
  const stackFile = join(folder, "Pulumi.test.yaml");
  const settings = {
    domain: "fleet.test",
    hosts: { local: { docker: "tcp://127.0.0.1:9", edge: { mode: "none" } } },
    ...more,
    instances,
  };
  const config = Object.fromEntries(Object.entries(settings).map(([key, value]) => [`supabase-fleet:${key}`, value]));
  writeFileSync(stackFile, stringify({ config }));
  // A host that has nothing yet would be examined before its first apply.
  const [first] = instances.map(({ name }) => String(name));
  const inputs = { name: `supabase-${first}-storage`, driver: "local", labels: [] };
  const volume = { type: "docker:index/volume:Volume", name: `${first}-storage-volume`, id: "v", parent: first, inputs, outputs: inputs, protect: true, retainOnDelete: true }; // prettier-ignore
  mkdirSync(dirname(embeddedState(folder, "test")), { recursive: true });
  writeFileSync(embeddedState(folder, "test"), JSON.stringify({ version: 1, resources: [volume] }));
  let applied = 0;
  const engine = {
    ...embeddedEngine(program, folder, "test", stackFile),
    apply: async () => {
      applied++;
    },
  };
  const workspace: Workspace = { folder, program, stack: "test", stackFile, engine };
  const servers: ServerType[] = [];
  const jobs = new Jobs();
  const app = createApp({ workspace, jobs });
  const admin = createToken(workspace, { name: "tester", scope: "admin" }).token;
  return {
    workspace,
    jobs,
    applied: () => applied,
    stackFile: () => readFileSync(stackFile, "utf8"),
    admin,
    async listen(change = () => undefined) {
      const fetch = async (request: Request) => {
        const answer = await app.fetch(request);
        if (!(answer.headers.get("content-type") ?? "").startsWith("application/json")) return answer;
        const body: unknown = await answer.json();
        change(new URL(request.url).pathname, body);
        return Response.json(body, { status: answer.status });
      };
      const server = serve({ fetch, hostname: "127.0.0.1", port: 0 });
      servers.push(server);
      await once(server, "listening");
      const { port } = server.address() as AddressInfo; // it listens on a port
      return `http://127.0.0.1:${port}`;
    },
    token: (scope, only) => createToken(workspace, { name: scope, scope, instances: only }).token,
    async call(method, path, body, token = admin) {
      const headers = { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { "content-type": "application/json" }) }; // prettier-ignore
      return await app.request(path, {
        method,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    },
    remove() {
      for (const server of servers) server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
