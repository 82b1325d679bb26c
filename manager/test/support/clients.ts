import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { program } from "../../operations/workspace";

/** They are large and for tests alone, so they lie apart from the program's own packages. */
const folder = join(program, "clients");
const bin = (name: string) => join(folder, "node_modules", ".bin", name);
/** The package `supabase` does no more than choose among these; its lock would have to know those of every platform. */
const cli = join(folder, "node_modules", "@supabase", "cli-linux-x64", "bin", "supabase");

/** Why the official command line cannot run here; undefined when it can. */
export function missingCli(): string | undefined {
  if (!existsSync(cli)) return "no supabase in clients/node_modules: (cd clients && npm ci)";
  return spawnSync(cli, ["--version"]).status === 0 ? undefined : "supabase does not run on this machine";
}

/** What a call of a client came to. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The official command line in a home and a project folder of its own, unmodified, pointed at one server by a profile. */
export interface OfficialCli {
  /** Its project folder. */
  readonly folder: string;
  run(...args: string[]): Promise<Ran>;
  remove(): void;
}

/** @param hosts lead names to addresses for it alone, where a test may do that: as root, or in a namespace of its own. */
export function officialCli(
  url: string,
  more: Record<string, string> = {},
  hosts: Readonly<Record<string, string>> = {},
): OfficialCli {
  const home = mkdtempSync(join(tmpdir(), "fleet-cli-"));
  const lines = Object.entries(hosts).map(([name, address]) => `${address} ${name}\n`);
  writeFileSync(join(home, "hosts"), `127.0.0.1 localhost\n${lines.join("")}`);
  const named = ["unshare", "-rm", "sh", "-c", 'mount --bind "$HOME/hosts" /etc/hosts && exec "$@"', "sh", cli];
  const [command = cli, ...before] = lines.length === 0 ? [cli] : named;
  writeFileSync(
    join(home, "profile.yaml"),
    `name: fleet\napi_url: ${url}\ndashboard_url: ${url}\nproject_host: fleet.test\n`,
  );
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    SUPABASE_PROFILE: join(home, "profile.yaml"),
    SUPABASE_TELEMETRY_DISABLED: "1",
    DO_NOT_TRACK: "1",
    SUPABASE_NO_UPDATE_NOTIFIER: "1",
    SUPABASE_API_MAX_RETRIES: "0",
    // Without a daemon it lets the server do what it would do in a container.
    DOCKER_HOST: "unix:///none",
    NO_COLOR: "1",
    ...more,
  };
  return {
    folder: home,
    async run(...args) {
      const child = spawn(command, [...before, ...args], { cwd: home, env, stdio: ["ignore", "pipe", "pipe"] });
      const ended = new Promise<number>((done) => child.once("close", (code) => done(code ?? 1)));
      const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
      return { code, stdout, stderr };
    },
    remove: () => rmSync(home, { recursive: true, force: true }),
  };
}

interface Reply {
  readonly id?: number;
  readonly result?: { readonly tools?: readonly { name: string }[]; readonly content?: readonly { text: string }[]; readonly isError?: boolean }; // prettier-ignore
  readonly error?: { readonly message: string };
}

/** Supabase's MCP server, which speaks to one client over its standard streams. */
export interface McpServer {
  tools(): Promise<string[]>;
  /** @returns the text that the tool answers with. @throws Error with what it says is wrong. */
  call(tool: string, args?: Record<string, unknown>): Promise<string>;
  close(): void;
}

const features = "account,database,debugging,development,functions,branching,storage";

export async function mcpServer(url: string, token: string): Promise<McpServer> {
  const child = spawn(bin("mcp-server-supabase"), ["--api-url", url, `--features=${features}`], {
    env: { ...process.env, SUPABASE_ACCESS_TOKEN: token },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const waiting = new Map<number, (reply: Reply) => void>();
  createInterface({ input: child.stdout }).on("line", (line) => {
    const reply = JSON.parse(line) as Reply; // JSON-RPC
    if (reply.id !== undefined) waiting.get(reply.id)?.(reply);
  });
  let last = 0;
  const say = (message: object) => child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  const ask = async (method: string, params: object): Promise<NonNullable<Reply["result"]>> => {
    const id = ++last;
    const answered = new Promise<Reply>((resolve) => waiting.set(id, resolve));
    say({ id, method, params });
    const { result, error } = await answered;
    if (result === undefined) throw new Error(error?.message);
    return result;
  };
  await ask("initialize", { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "tests", version: "1" } }); // prettier-ignore
  say({ method: "notifications/initialized" });
  return {
    tools: async () => (await ask("tools/list", {})).tools?.map(({ name }) => name) ?? [],
    async call(tool, args = {}) {
      const { content = [], isError } = await ask("tools/call", { name: tool, arguments: args });
      const said = content.map((each) => each.text).join("\n");
      if (isError === true) throw new Error(said);
      return said;
    },
    close: () => void child.kill(),
  };
}

interface ManagementApi {
  runAQuery(ref: string, body: { query: string; parameters?: unknown[] }): Promise<{ status: number; data: unknown }>;
  getServicesHealth(ref: string, params: { services: string[] }): Promise<{ status: number; data: unknown }>;
}

/** `supabase-management-js`. */
export function managementApi(baseUrl: string, accessToken: string): ManagementApi {
  const load = createRequire(join(folder, "package.json"));
  const { SupabaseManagementAPI } = load("supabase-management-js") as { SupabaseManagementAPI: new (options: object) => ManagementApi }; // prettier-ignore
  return new SupabaseManagementAPI({ baseUrl, accessToken });
}
