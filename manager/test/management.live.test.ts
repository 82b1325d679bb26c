import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createClient } from "@supabase/supabase-js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import WebSocket from "ws";
import { docker, missingDocker } from "../../test/live/docker";
import { refOf } from "../../components/config/ref";
import type { InstanceKeys } from "../operations/keys";
import { type McpServer, type OfficialCli, managementApi, mcpServer, missingCli, officialCli } from "./support/clients";
import { type LiveFleet, leanInstance, liveFleet } from "./support/live";
import { type Served, served } from "./support/served";

const name = "mgmt-live";
const ref = refOf(name);
const missing = missingDocker() ?? missingCli();

describe.skipIf(missing)("Supabase's own clients on a live instance", () => {
  let live: LiveFleet;
  let cli: OfficialCli;
  let mcp: McpServer;
  let url = "";
  let token = "";
  let server: Served;
  let keys: InstanceKeys;
  const remote = `--remote=${ref}`;
  const runs = async (...args: string[]) => {
    const { code, stdout, stderr } = await cli.run(...args);
    expect(code, `supabase ${args.join(" ")}\n${stdout}\n${stderr}`).toBe(0);
    return stdout;
  };
  const keyNamed = (wanted: string) => keys.keys.find((key) => key.name === wanted)?.value ?? "";

  beforeAll(async () => {
    live = liveFleet("embedded engine", [name]);
    const lean = leanInstance(name) as { services: Record<string, boolean> }; // as it is written
    live.write([{ ...lean, services: { ...lean.services, functions: true, meta: true } }]);
    expect(await live.fleet("apply", "--yes")).toMatchObject({ code: 0 });
    keys = await live.json<InstanceKeys>("keys", name, "--reveal");
    server = await served(live);
    ({ url, token } = server);
    cli = officialCli(url, { SUPABASE_ACCESS_TOKEN: token });
    mcp = await mcpServer(url, token);
  });
  afterAll(async () => {
    mcp?.close();
    await server?.stop();
    cli?.remove();
    live?.remove();
  });

  it("logs the official command line in, which finds the project and its keys", async () => {
    await runs("login", "--token", token);
    expect(await runs("projects", "list")).toContain(ref);
    const shown = await runs("projects", "api-keys", remote, "--reveal");
    for (const key of ["anonKey", "serviceRoleKey", "publishableKey", "secretKey"]) expect(shown).toContain(keyNamed(key)); // prettier-ignore
    expect(await runs("projects", "api-keys", remote)).not.toContain(keyNamed("secretKey"));
  });

  it("takes a migration from the MCP server, which then sees the table", async () => {
    expect(await mcp.tools()).toHaveLength(31);
    const sql = "create table notes (id bigint generated always as identity primary key, body text not null, tags text[], extra jsonb); grant all on notes to anon, service_role;"; // prettier-ignore
    await mcp.call("apply_migration", { project_id: ref, name: "create_notes", query: sql });
    expect(await mcp.call("list_migrations", { project_id: ref })).toContain("create_notes");
    expect(await mcp.call("list_tables", { project_id: ref, schemas: ["public"] })).toContain("notes");
    await expect(mcp.call("apply_migration", { project_id: ref, name: "again", query: "create table notes ()" })).rejects.toThrow(/already exists/); // prettier-ignore
    expect(await mcp.call("list_migrations", { project_id: ref })).not.toContain("again");
    expect(await mcp.call("get_advisors", { project_id: ref, type: "security" })).toContain("rls_disabled_in_public");
  });

  it("runs SQL and keeps the types of what it answers", async () => {
    const supabase = createClient(keys.urls.api ?? "", keyNamed("publishableKey"), { realtime: { transport: WebSocket as never } }); // prettier-ignore
    const row = { body: "it's", tags: ["a b", 'c"d', null], extra: { n: [1, null] } };
    expect((await supabase.from("notes").insert(row)).error).toBeNull();
    const api = managementApi(url, token);
    const answer = await api.runAQuery(ref, { query: "select *, count(*) over () as all, true as yes, 1.5::float8 as half from notes where body = $1 and id = $2", parameters: ["it's", 1] }); // prettier-ignore
    const health = await api.getServicesHealth(ref, { services: ["auth", "db", "rest", "realtime"] });
    expect(health.data).toMatchObject(["auth", "db", "rest"].map((each) => ({ name: each, status: "ACTIVE_HEALTHY" })));
    expect(answer.data).toEqual([{ id: 1, ...row, all: 1, yes: true, half: 1.5 }]);
    expect(await runs("db", "query", remote, "select body from notes", "--yes")).toContain("it's");
    const reading = await fetch(`${url}/v1/projects/${ref}/database/query/read-only`, { method: "POST", headers: { authorization: `Bearer ${token}`, "content-type": "application/json" }, body: JSON.stringify({ query: "commit; begin read write; delete from notes" }) }); // prettier-ignore
    expect([reading.status, await reading.text()]).toEqual([400, expect.stringContaining("denied")]);
  });

  it("gives a login that may become postgres, for a while", async () => {
    const given = await fetch(`${url}/v1/projects/${ref}/cli/login-role`, { method: "POST", headers: { authorization: `Bearer ${token}`, "content-type": "application/json" }, body: '{"read_only":false}' }); // prettier-ignore
    const { role } = (await given.json()) as { role: string };
    const sql = "set session role postgres; select current_user || ' ' || (rolvaliduntil < now() + interval '6 minutes') from pg_roles where rolname = session_user"; // prettier-ignore
    expect(docker("exec", `supabase-${name}-db`, "psql", "-h", "127.0.0.1", "-U", role, "-d", "postgres", "-Atc", sql)).toContain("postgres true"); // prettier-ignore
  });

  it("makes types of the tables", async () => {
    expect(await runs("gen", "types", "typescript", remote)).toMatch(/notes: \{\s+Row: \{\s+body: string/);
  });

  it("deploys a function with a secret, and asks for a token unless told otherwise", async () => {
    const put = (path: string, text: string) => {
      mkdirSync(join(cli.folder, "supabase/functions", path, ".."), { recursive: true });
      writeFileSync(join(cli.folder, "supabase/functions", path), text);
    };
    put("_shared/greeting.ts", `export const greeting = Deno.env.get("GREETING");\n`);
    put(
      "hello/index.ts",
      `import { greeting } from "../_shared/greeting.ts";\nDeno.serve(() => new Response(greeting));\n`,
    );
    put("open/index.ts", `Deno.serve(() => new Response("for all"));\n`);
    await runs("secrets", "set", "GREETING=hi there", remote, "--yes");
    expect(await runs("secrets", "list", remote)).toContain("GREETING");
    await runs("functions", "deploy", "hello", "--use-api", remote, "--yes");
    await runs("functions", "deploy", "open", "--use-api", "--no-verify-jwt", remote, "--yes");
    const call = async (slug: string, headers: Record<string, string> = {}) => {
      const answer = await fetch(`${keys.urls.api}/functions/v1/${slug}`, { method: "POST", headers });
      return [answer.status, answer.status === 200 ? await answer.text() : ""];
    };
    await expect.poll(async () => await call("open"), { timeout: 60_000 }).toEqual([200, "for all"]);
    expect(await call("hello")).toEqual([401, ""]);
    expect(await call("hello", { authorization: `Bearer ${keyNamed("anonKey")}` })).toEqual([200, "hi there"]);
    expect(await runs("functions", "list", remote)).toMatch(/hello +\| ACTIVE/);
  });

  it("shows the logs, pauses and brings back", async () => {
    expect(await runs("logs", remote, "--service", "postgres", "--search", "starting postgresql")).toContain(
      "starting PostgreSQL",
    );
    await mcp.call("pause_project", { project_id: ref });
    expect(await mcp.call("get_project", { id: ref })).toContain('"INACTIVE"');
    await mcp.call("restore_project", { project_id: ref });
    await expect.poll(async () => await mcp.call("get_project", { id: ref }), { timeout: 120_000, interval: 1000 }).toContain("ACTIVE_HEALTHY"); // prettier-ignore
    expect(await mcp.call("execute_sql", { project_id: ref, query: "select count(*)::int as notes from notes" })).toContain('\\"notes\\":1'); // prettier-ignore
  });
});
