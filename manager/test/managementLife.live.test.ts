import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { refOf } from "../../components/config/ref";
import { docker, missingDocker, psql, traces } from "../../test/live/docker";
import { lean } from "../../test/live/settings";
import type { KeyFile } from "../operations/backup/keyFile";
import { firstBackup, shipLog } from "./support/backups";
import { type OfficialCli, mcpServer, missingCli, officialCli } from "./support/clients";
import { type LiveFleet, liveFleet } from "./support/live";
import { type Served, served } from "./support/served";

const name = "mgmtlife-a";
const branch = "mgmtlife-a-next";
const ref = refOf(name);
const missing = missingDocker() ?? missingCli();

/** From nothing to nothing, by the official command line alone. */
describe.skipIf(missing)("a project's life by the official command line", () => {
  const store = mkdtempSync(join(tmpdir(), "fleet-store-"));
  let live: LiveFleet;
  let server: Served;
  const clis: OfficialCli[] = [];
  const remote = `--remote=${ref}`;
  const cli = (): OfficialCli => {
    const made = officialCli(server.url, { SUPABASE_ACCESS_TOKEN: server.token });
    clis.push(made);
    return made;
  };
  const runs = async (by: OfficialCli, ...args: string[]) => {
    const { code, stdout, stderr } = await by.run(...args);
    expect(code, `supabase ${args.join(" ")}\n${stdout}\n${stderr}`).toBe(0);
    return stdout + stderr;
  };
  const send = async (method: string, path: string, body?: object): Promise<unknown> => {
    const headers = { authorization: `Bearer ${server.token}`, "content-type": "application/json" };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    return await (await fetch(`${server.url}/${path}`, { method, headers, ...sent })).json();
  };
  const get = async (path: string): Promise<unknown> => await send("GET", `v1/${path}`);
  const comesTo = async (status: string) =>
    await expect.poll(async () => await get(`projects/${ref}`), { timeout: 150_000, interval: 2000 }).toMatchObject({ status }); // prettier-ignore
  const variables = (service: string) =>
    docker("inspect", `supabase-${name}-${service}`, "--format", "{{json .Config.Env}}");
  const marks = (instance: string) => psql(instance, "select string_agg(text, ',' order by text) from public.marks");

  beforeAll(async () => {
    live = liveFleet("embedded engine", [name, branch]);
    const backup = { store: { backend: "folder", path: store }, pointInTime: true, schedule: "24h", keep: { daily: 30 } }; // prettier-ignore
    live.write([], {
      hosts: { local: { edge: { mode: "none" }, subnets: "10.219.102.0/24" } },
      defaults: { ...lean, auth: { email: { autoconfirm: true } }, backup },
    });
    server = await served(live);
  });
  afterAll(async () => {
    await server?.stop();
    for (const each of clis) each.remove();
    live?.remove();
    // What lies in the store belongs to root.
    docker("run", "--rm", "--volume", `${store}:/store`, "--entrypoint", "sh", image(), "-c", "rm -rf /store/*");
    rmSync(store, { recursive: true, force: true });
  });
  const image = () => docker("image", "ls", "--format", "{{.Repository}}:{{.Tag}}", "--filter", "reference=*/*/restic/restic").split("\n")[0] ?? ""; // prettier-ignore

  it("begins healthy, and takes two pushes of settings at a time", async () => {
    const [first, second] = [cli(), cli()];
    await runs(first, "projects", "create", name, "--org-id", "fleet", "--db-password", "longenough1", "--region", "us-east-1", "--yes"); // prettier-ignore
    expect(await runs(first, "projects", "list")).toContain(ref);
    await comesTo("ACTIVE_HEALTHY");
    const declare = (by: OfficialCli, text: string) => {
      mkdirSync(join(by.folder, "supabase"), { recursive: true });
      writeFileSync(join(by.folder, "supabase/config.toml"), text);
    };
    declare(first, "[auth]\njwt_expiry = 1800\n");
    declare(second, "[api]\nmax_rows = 321\n");
    const push = async (by: OfficialCli) => await runs(by, "config", "push", remote, "--yes");
    await Promise.all([push(first), push(second)]);
    expect(variables("auth")).toContain("GOTRUE_JWT_EXP=1800");
    expect(variables("rest")).toContain("PGRST_DB_MAX_ROWS=321");
    for (const by of [first, second]) expect(await push(by)).not.toMatch(/Would update|\[update\]/);
  });

  it("has a branch with its data, and takes migrations from it and gives it some", async () => {
    const by = cli();
    const mark = `create table public.marks (text text); insert into public.marks values ('one')`;
    await runs(by, "db", "query", remote, mark, "--yes");
    await firstBackup(name);
    await runs(by, "branches", "create", "next", "--with-data", remote, "--yes");
    expect(await runs(by, "branches", "get", "next", remote)).toContain("COMING_UP");
    await expect.poll(async () => await get(`projects/${ref}/branches/next`), { timeout: 150_000, interval: 2000 }).toMatchObject({ status: "FUNCTIONS_DEPLOYED" }); // prettier-ignore
    expect(marks(branch)).toBe("one");
    const mcp = await mcpServer(server.url, server.token);
    const { id } = (await get(`projects/${ref}/branches/next`)) as { id: string }; // as every branch
    await mcp.call("apply_migration", {
      project_id: refOf(branch),
      name: "there",
      query: "create table made_there ()",
    });
    await mcp.call("merge_branch", { branch_id: id });
    await mcp.call("apply_migration", { project_id: ref, name: "here", query: "create table made_here ()" });
    await mcp.call("rebase_branch", { branch_id: id });
    const sql = "select to_regclass('public.made_there') || ' ' || to_regclass('public.made_here')";
    expect([name, branch].map((each) => psql(each, sql))).toEqual(["made_there made_here", "made_there made_here"]);
    mcp.close();
  });

  it("has a branch that takes another name, pauses, comes back and goes", async () => {
    const by = cli();
    await runs(by, "branches", "update", "next", "--name", "later", remote, "--yes");
    await runs(by, "branches", "pause", "later", remote, "--yes");
    expect(docker("ps", "--all", "--format", "{{.Names}}")).not.toContain(`supabase-${branch}-`);
    expect(await runs(by, "branches", "list", remote)).toMatch(/later +\| false/);
    const early = await by.run("projects", "delete", ref, "--yes");
    expect([early.code, early.stderr]).toEqual([1, expect.stringContaining("has branches: later. Delete them first")]);
    await runs(by, "branches", "unpause", "later", remote, "--yes");
    await expect.poll(() => traces([branch]).includes(`supabase-${branch}-db`), { timeout: 60_000 }).toBe(true);
    await runs(by, "branches", "delete", "later", remote, "--yes");
    expect(traces([branch])).toEqual([]);
  });

  it("takes another password than it was made with, for everybody", async () => {
    const login = (password: string) => {
      const words = ["exec", "--env", `PGPASSWORD=${password}`, `supabase-${name}-db`, "bash", "-c"];
      return spawnSync("docker", [...words, `psql -w -h "$HOSTNAME" -U postgres -c 'select 1'`]).status;
    };
    expect([login("longenough1"), login("another-one1")]).toEqual([0, 2]);
    expect(await send("PATCH", `v1/projects/${ref}/database/password`, { password: "another-one1" })).toMatchObject({ message: expect.any(String) }); // prettier-ignore
    expect([login("longenough1"), login("another-one1")]).toEqual([2, 0]);
    await comesTo("ACTIVE_HEALTHY");
    expect(await get(`projects/${ref}/health?services=auth&services=rest`)).toMatchObject([{ healthy: true }, { healthy: true }]); // prettier-ignore
  });

  it("hands over the dump in a backup, which a Postgres reads", async () => {
    const { backups } = (await get(`projects/${ref}/database/backups`)) as { backups: { id: number }[] }; // as OpenAPI says
    const wanted = { data: { type: "project_backup_file_url", id: backups[0]?.id } };
    const { data } = (await send("POST", `v2/projects/${ref}/backups/download`, wanted)) as {
      data: { attributes: { file_url: string } };
    }; // prettier-ignore -- as above
    const dump = Buffer.from(await (await fetch(data.attributes.file_url)).arrayBuffer());
    const db = ["exec", "--interactive", `supabase-${name}-db`];
    const { stdout } = spawnSync("docker", [...db, "pg_restore", "--data-only", "--schema=public", "--table=marks", "--file=-"], { input: dump, encoding: "utf8" }); // prettier-ignore
    expect(stdout).toMatch(/COPY public\.marks .*\none\n/);
  });

  it("goes back to a second, RESTORING meanwhile", async () => {
    const by = cli();
    await sleep(1500);
    const moment = String(Math.floor(Date.now() / 1000));
    await sleep(1500);
    await runs(by, "db", "query", remote, "insert into public.marks values ('two')", "--yes");
    const far = await by.run("backups", "restore", "-t", "1000", remote, "--yes");
    expect([far.code, far.stderr]).toEqual([1, expect.stringContaining("is before the oldest backup")]);
    await shipLog(name);
    expect(await runs(by, "backups", "list", remote)).toContain("COMPLETED");
    await runs(by, "backups", "restore", "-t", moment, remote, "--yes");
    expect(await get(`projects/${ref}`)).toMatchObject({ status: "RESTORING" });
    await comesTo("ACTIVE_HEALTHY");
    expect(marks(name)).toBe("one");
  });

  it("ends with nothing left but its backups and their key", async () => {
    await runs(cli(), "projects", "delete", ref, "--yes");
    // What a restore replaced stays, as after every other deletion.
    expect(traces([name]).filter((each) => !each.includes("-snapshot-"))).toEqual([]);
    expect(readFileSync(live.stackFile, "utf8")).not.toContain(name);
    const folder = join(live.folder, ".supabase-fleet/keys");
    const [file = ""] = readdirSync(folder);
    expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
    const { repositories } = JSON.parse(readFileSync(join(folder, file), "utf8")) as KeyFile; // written by the fleet
    const given = (repositories[0]?.env ?? []).flatMap((line) => ["--env", line]);
    const binds = (repositories[0]?.binds ?? []).flatMap((bind) => ["--volume", bind]);
    const open = ["run", "--rm", ...given, ...binds, repositories[0]?.image ?? "", "snapshots", "--no-lock", "--json", "--tag", "part=done"]; // prettier-ignore
    expect((JSON.parse(docker(...open)) as unknown[]).length).toBeGreaterThan(0);
  });
});
