import { mkdtempSync, rmSync } from "node:fs";
import * as http from "node:http";
import type { Duplex } from "node:stream";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** One look at a container, as far as waiting cares. */
export interface Look {
  readonly status?: "created" | "running" | "restarting" | "exited";
  readonly health?: "starting" | "healthy" | "unhealthy";
  readonly exitCode?: number;
  readonly restarts?: number;
  /** The health check of its configuration; none when empty. */
  readonly test?: readonly string[];
}

export interface FakeContainer {
  /** What each look finds; the last one stays. */
  readonly looks: readonly Look[];
  readonly logs?: string;
  /** Exit codes of commands run inside, in order; the last one stays. */
  readonly exits?: readonly number[];
  /** Milliseconds that each of them takes. */
  readonly takes?: number;
  /** What those commands print. */
  readonly output?: string;
  /** How often a change is refused, as that of one which has ended is. */
  readonly refusals?: number;
}

interface Command {
  readonly argv: readonly string[];
  readonly env: readonly string[];
  /** What it was given on its standard input. */
  input: string;
}

export interface FakeDocker {
  /** `unix://…` */
  readonly address: string;
  readonly commands: readonly Command[];
  /** Bodies of requests to change a container, by its name. */
  readonly updates: Readonly<Record<string, unknown>>;
  stop(): Promise<void>;
}

/** Docker's API on a socket of its own, as far as our dynamic providers ask it. */
export async function fakeDocker(
  world: {
    readonly volumes?: Readonly<Record<string, Readonly<Record<string, string>> | null>>;
    readonly containers?: Readonly<Record<string, FakeContainer>>;
  } = {},
): Promise<FakeDocker> {
  const folder = mkdtempSync(join(tmpdir(), "fleet-docker-"));
  const looked = new Map<string, number>();
  const commands: Command[] = [];
  const containers: string[] = [];
  const updates: Record<string, unknown> = {};
  const refusals = new Map<string, number>();
  const exitOf = (index: number) => {
    const container = world.containers?.[containers[index] ?? ""];
    const before = containers.slice(0, index).filter((name) => name === containers[index]).length;
    return container?.exits?.[Math.min(before, container.exits.length - 1)] ?? 0;
  };
  const answer = (method: string, path: string, body: string): { status: number; json?: unknown; raw?: Buffer } => {
    const [, kind = "", name = "", what = ""] = path.split("/");
    const missing = { status: 404, json: { message: `no such ${kind}: ${name}` } };
    if (kind === "volumes") {
      const labels = world.volumes?.[name];
      return labels === undefined ? missing : { status: 200, json: { Name: name, Labels: labels } };
    }
    if (kind === "exec" && what === "json") return { status: 200, json: { ExitCode: exitOf(Number(name)) } };
    if (kind === "exec")
      return { status: 200, raw: framed(world.containers?.[containers[Number(name)] ?? ""]?.output ?? "") };
    const container = world.containers?.[name];
    if (container === undefined) return missing;
    if (what === "logs") return { status: 200, raw: framed(container.logs ?? "") };
    if (what === "update") {
      const refused = refusals.get(name) ?? 0;
      refusals.set(name, refused + 1);
      if (refused < (world.containers?.[name]?.refusals ?? 0))
        return { status: 500, json: { message: "cannot update a stopped container: unknown" } };
      updates[name] = JSON.parse(body);
      return { status: 200, json: {} };
    }
    if (what === "exec" && method === "POST") {
      const { Cmd: argv, Env: env = [] } = JSON.parse(body) as { Cmd: string[]; Env?: string[] }; // Docker's own words
      commands.push({ argv, env, input: "" });
      containers.push(name);
      return { status: 201, json: { Id: String(commands.length - 1) } };
    }
    const look = looked.get(name) ?? 0;
    looked.set(name, look + 1);
    return { status: 200, json: inspected(container.looks[Math.min(look, container.looks.length - 1)] ?? {}) };
  };
  const server = http.createServer((request, response) => {
    let body = "";
    request.on("data", (piece) => (body += piece));
    request.on("end", () => {
      const { status, json, raw } = answer(request.method ?? "", (request.url ?? "").split("?")[0] ?? "", body);
      response.writeHead(status, {
        "content-type": json === undefined ? "application/vnd.docker.raw-stream" : "application/json",
      });
      const [, kind, id, what] = (request.url ?? "").split("/");
      const takes = kind === "exec" && what === "start" ? world.containers?.[containers[Number(id)] ?? ""]?.takes : 0;
      setTimeout(() => response.end(raw ?? JSON.stringify(json)), takes ?? 0);
    });
  });
  // A command with standard input takes over the connection.
  server.on("upgrade", (request: http.IncomingMessage, socket: Duplex) => {
    const command = commands[Number(request.url?.split("/")[2])];
    socket.write("HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n");
    let pieces = "";
    // After the request's own body comes what is written to the command, which ends with its last line.
    socket.on("data", (piece: Buffer) => (pieces += piece.toString("utf8")));
    socket.on("end", () => {
      if (command !== undefined) command.input = pieces.replace(/^\{[^\n]*?\}/, "");
      socket.end(framed(world.containers?.[containers[commands.length - 1] ?? ""]?.output ?? ""));
    });
  });
  const path = join(folder, "docker.sock");
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return {
    address: `unix://${path}`,
    commands,
    updates,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function inspected({ status = "running", health, exitCode = 0, restarts = 0, test = ["CMD", "true"] }: Look) {
  return {
    State: {
      Status: status,
      Running: status === "running" || status === "restarting",
      Restarting: status === "restarting",
      ExitCode: exitCode,
      ...(health === undefined ? {} : { Health: { Status: health } }),
    },
    RestartCount: restarts,
    Config: test.length === 0 ? {} : { Healthcheck: { Test: test } },
  };
}

/** Docker puts eight bytes before each piece of output: the stream and the length. */
function framed(text: string): Buffer {
  if (text === "") return Buffer.alloc(0);
  const content = Buffer.from(text);
  const header = Buffer.alloc(8);
  header.writeUInt8(1, 0);
  header.writeUInt32BE(content.length, 4);
  return Buffer.concat([header, content]);
}
