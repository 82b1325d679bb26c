import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { docker, missingDocker, psql } from "../../test/live/docker";
import type { InstanceKeys } from "../operations/keys";
import type { Choice } from "../operations/migrate/compare";
import { migrate, migrationsOf, refuseUnfit } from "../operations/migrate/migrate";
import type { MigrationReport } from "../operations/migrate/types";
import { openWorkspace } from "../operations/workspace";
import { type LiveFleet, leanInstance, liveFleet } from "./support/live";

const instance = "migratelive-a";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

const files = {
  "20240101000000_create_notes.sql": "create table public.notes (id int primary key, text text not null);\ngrant select on public.notes to anon;",
  "20240102000000_first_notes.sql": `-- two; of them
insert into public.notes values (1, 'it''s; one'), (2, $$two; or "2"\\$$);
create function public.double(n int) returns int language sql begin atomic; select n * 2; end;`,
  "20240103000000_index.sql": "create table public.tags (id int);\ncreate index concurrently tags_id on public.tags (id);",
} as const; // prettier-ignore

describe.skipIf(missingDocker())("fleet migrate", () => {
  let live: LiveFleet;
  let folder = "";
  let begun = "";
  const running = { report: () => undefined, signal: new AbortController().signal };
  const workspace = () => openWorkspace({ folder: live.folder, stack: "live" });
  const plan = async () => await migrationsOf(workspace(), { instance, folder });
  /** What `fleet migrate --yes` does. */
  const run = async (choice: Choice & { readonly seed?: boolean } = {}): Promise<MigrationReport> => {
    const request = { instance, folder, ...choice };
    const found = await migrationsOf(workspace(), request);
    refuseUnfit(found, choice);
    return await migrate(workspace(), { ...request, agreed: found.next.map(({ version }) => version) }, running);
  };
  const applied = async (choice?: Choice) => (await run(choice)).applied.map(({ version }) => version);
  const command = async (...flags: string[]) => await live.fleet("migrate", instance, folder, ...flags);
  const write = (more: Record<string, string>) => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (const [file, sql] of Object.entries(more)) writeFileSync(join(folder, file), sql);
  };
  const sql = (text: string) => psql(instance, text);
  const forget = (after: string) => sql(`delete from supabase_migrations.schema_migrations where version > '${after}'`);
  const history = () => sql("select string_agg(version || ' ' || name || ' ' || coalesce(cardinality(statements), 0), ', ' order by version) from supabase_migrations.schema_migrations"); // prettier-ignore
  const tables = () => sql("select count(*) from pg_tables where schemaname in ('public', 'supabase_migrations')");
  /** When Postgres began its own processes; after a crash, those are new. */
  const checkpointer = () => sql("select backend_start from pg_stat_activity where backend_type = 'checkpointer'");
  const sessions = (query: string) => sql(`select count(*) from pg_stat_activity where application_name like 'fleet migrate%' and query like '%${query}'`); // prettier-ignore
  /** Runs psql with something on its standard input, until it is killed. */
  const session = async (text: string): Promise<ChildProcess> => {
    const child = spawn("docker", ["exec", "-i", `supabase-${instance}-db`, "psql", "-XAt", "-h", "127.0.0.1", "-U", "postgres"]); // prettier-ignore
    child.stdin.write(`${text}\n\\echo ready\n`);
    await new Promise<void>((resolve) => child.stdout.on("data", (piece: Buffer) => piece.includes("ready") && resolve())); // prettier-ignore
    return child;
  };

  beforeAll(async () => {
    live = liveFleet("embedded engine", [instance]);
    live.write([leanInstance(instance, { ports: { gateway: 18961 } })]);
    folder = join(live.folder, "app", "supabase", "migrations");
    const { code, stderr } = await live.fleet("apply", "--yes");
    expect(code, stderr).toBe(0);
    begun = checkpointer();
  });
  afterAll(() => live?.remove());
  beforeEach(() => write(files));

  it("changes nothing in a dry run, nor without an answer", async () => {
    const before = tables();
    const { code, stdout } = await command("--dry-run");
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /20240101000000 +create_notes +2 +one transaction\n.*\n20240103000000 +index +2 +several steps/,
    );
    expect(await command()).toMatchObject({ code: 4, stderr: expect.stringContaining("add --yes") });
    expect(tables()).toBe(before);
    expect((await live.fleet("audit")).stdout).not.toContain("migrate");
  });

  it("applies up to a version, then the rest, and the API serves it at once", async () => {
    expect(await applied({ upTo: "20240101000000" })).toEqual(["20240101000000"]);
    expect(await command("--yes")).toMatchObject({ code: 0, stdout: expect.stringContaining("has 3 migrations") });
    const { keys, urls } = await live.json<InstanceKeys>("keys", instance, "--reveal");
    const anon = keys.find(({ name }) => name === "anonKey")?.value ?? "";
    const served = async () => {
      const answer = await fetch(`${urls.api}/rest/v1/notes?order=id`, { headers: { apikey: anon } });
      return (await answer.json()) as unknown;
    };
    await expect.poll(served, { timeout: 60_000 }).toEqual([{ id: 1, text: "it's; one" }, { id: 2, text: 'two; or "2"\\' }]); // prettier-ignore
    expect(history()).toBe("20240101000000 create_notes 2, 20240102000000 first_notes 2, 20240103000000 index 2");
    expect(sql("select statements[1] from supabase_migrations.schema_migrations where version = '20240102000000'")).toBe(`-- two; of them\ninsert into public.notes values (1, 'it''s; one'), (2, $$two; or "2"\\$$)`); // prettier-ignore
    expect(sql("select tableowner from pg_tables where tablename = 'notes'")).toBe("postgres");
    expect((await live.fleet("audit")).stdout).toMatch(new RegExp(`migrate ${instance} .*done`));
  });

  it("has nothing to do the second time", async () => {
    expect(await command("--yes")).toMatchObject({ code: 0, stdout: `Nothing to apply: ${instance} has every migration of the folder.\n` }); // prettier-ignore
    const { migrations } = await plan();
    expect(migrations.map(({ state, changed }) => `${state} ${changed}`)).toEqual(Array(3).fill("applied false"));
  });

  it("leaves nothing of a file that fails, keeps those before it, and goes on once it is mended", async () => {
    const good = { ...files, "20240104000000_more.sql": "create table public.more (id int);\nset search_path = 'nowhere';" }; // prettier-ignore
    write({ ...good, "20240105000000_bad.sql": "create table public.half (id int);\n\nalter table public.half\n  add column x nope;\nselect 1;" }); // prettier-ignore
    const { code, stderr } = await command("--yes");
    expect(code).toBe(1);
    expect(stderr).toContain(`20240105000000_bad.sql failed at statement 2 of 3, line 4:
  alter table public.half
    add column x nope
                 ^
ERROR: type "nope" does not exist (42704)`);
    expect(stderr).toContain("Nothing of this file remains; those before it stay.");
    expect(sql("select to_regclass('public.more'), to_regclass('public.half')")).toBe("more|");
    expect(history()).toMatch(/20240104000000 more 2$/);
    write({ ...good, "20240105000000_bad.sql": "create table half (id int);" });
    expect(await applied()).toEqual(["20240105000000"]);
    expect(sql("select schemaname from pg_tables where tablename = 'half'")).toBe("public");
  });

  it("refuses a folder that lacks what the database has", async () => {
    expect(await command("--yes")).toMatchObject({ code: 5, stderr: expect.stringContaining("has not: 20240104000000, 20240105000000") }); // prettier-ignore
    forget("20240103000000");
  });

  it("refuses a file with data for COPY before it applies the others", async () => {
    write({ ...files, "20240104000000_fine.sql": "select 1;", "20240105000000_dump.sql": "copy public.tags from stdin;\n1\n\\.\n" }); // prettier-ignore
    await expect(run()).rejects.toMatchObject({ kind: "refused", message: expect.stringContaining("20240105000000_dump.sql, line 1: COPY") }); // prettier-ignore
    expect(history()).toMatch(/20240103000000 index 2$/);
  });

  it("says what stayed of a file that cannot be one transaction", async () => {
    write({ ...files, "20240106000000_split.sql": "create table public.a (id int); vacuum public.a; select 1 / 0;" });
    await expect(run()).rejects.toThrow(/failed at statement 3 of 3, line 1:[^]*Its first 2 statements stayed/);
    write({ ...files, "20240106000000_own.sql": "begin; create table public.b (id int); select 1 / 0; commit;" });
    await expect(run()).rejects.toThrow(/begins and ends transactions itself/);
    expect(sql("select to_regclass('public.a'), to_regclass('public.b')")).toBe("a|");
    write({ ...files, "20240106000000_at_the_end.sql": "create table public.c (id int primary key, other int references public.c deferrable initially deferred); insert into public.c values (1, 2);" }); // prettier-ignore
    await expect(run()).rejects.toThrow(/could not be finished and recorded:\nERROR: insert or update on table "c" violates/); // prettier-ignore
    expect(sql("select to_regclass('public.c')")).toBe("");
  });

  it("refuses what is out of order, unless it is wanted", async () => {
    write({ ...files, "20240101120000_late.sql": "create table public.late (id int);" });
    await expect(run()).rejects.toMatchObject({ kind: "refused", message: expect.stringContaining("not applied: 20240101120000") }); // prettier-ignore
    expect(await applied({ includeAll: true })).toEqual(["20240101120000"]);
    sql("delete from supabase_migrations.schema_migrations where version = '20240101120000'");
  });

  it("understands a table that others made, with fewer columns or with more", async () => {
    sql("alter table supabase_migrations.schema_migrations drop column statements, drop column name, add column created_by text, add column rollback text[]"); // prettier-ignore
    const after = { ...files, "20240107000000_after.sql": "" };
    write(after);
    expect((await plan()).migrations.map(({ state }) => state)).toEqual(["applied", "applied", "applied", "pending"]);
    expect(await applied()).toEqual(["20240107000000"]);
    expect(sql("select version, name, statements is null from supabase_migrations.schema_migrations where name is not null")).toBe("20240107000000|after|t"); // prettier-ignore
    sql("insert into supabase_migrations.schema_migrations (version, name, statements) values ('20240108000000', 'theirs', '{select 1}')"); // prettier-ignore
    write({ ...after, "20240108000000_theirs.sql": "select 2;" });
    expect((await command("--list")).stdout).toContain("theirs        applied; its file has changed since");
    expect((await plan()).next).toEqual([]);
    forget("20240103000000");
  });

  it("loads a seed file once, and notes when it changes, as the official CLI does", async () => {
    const seed = (content: string) => writeFileSync(join(folder, "..", "seed.sql"), content);
    const rows = () => sql("select (select count(*) from public.notes where id > 100), (select hash from supabase_migrations.seed_files where path = 'supabase/seed.sql')"); // prettier-ignore
    const seeded = async () => (await run({ seed: true })).seeds.map(({ state }) => state);
    seed("insert into public.notes values (101, 'a;b');\nselect nothing;");
    await expect(seeded()).rejects.toThrow(/supabase\/seed.sql failed at statement 2 of 2, line 2/);
    seed("insert into public.notes values (101, 'a;b');");
    expect(await seeded()).toEqual(["new"]);
    expect(rows()).toBe(`1|${sha256("insert into public.notes values (101, 'a;b');")}`);
    seed("-- other");
    expect(await seeded()).toEqual(["changed"]);
    expect(rows()).toBe(`1|${sha256("-- other")}`);
    expect((await command("--seed", "--dry-run")).stdout).toContain("Seed file supabase/seed.sql: loaded");
  });

  it("lets one in at a time, says who, and a killed one holds nobody up", async () => {
    write({ ...files, "20240109000000_slow.sql": "create table public.slow (id int); select pg_sleep(15);" });
    const first = command("--yes");
    await expect.poll(() => sessions("pg_sleep(15)"), { timeout: 60_000 }).toBe("1");
    await expect(run()).rejects.toMatchObject({ kind: "busy", message: expect.stringContaining(`migrate ${instance}`) }); // prettier-ignore
    expect(await first).toMatchObject({ code: 0 });

    const then = { ...files, "20240109000000_slow.sql": "" };
    write({ ...then, "20240110000000_slower.sql": "create table public.slower (id int); select pg_sleep(1);" });
    await live.killed((said) => said.includes("applying"), "migrate", instance, folder, "--yes");
    await expect.poll(() => sessions(""), { timeout: 60_000 }).toBe("0");
    // All of the file was with the server already: killed is not undone. Either way, the next run goes on.
    await expect(run()).resolves.toMatchObject({ versions: expect.arrayContaining(["20240110000000"]) });

    const other = await session("set application_name = 'fleet migrate, ada on laptop'; select pg_advisory_lock(hashtextextended('supabase_migrations.schema_migrations', 0));"); // prettier-ignore
    write({ ...then, "20240110000000_slower.sql": "", "20240111000000_new.sql": "select 1;" });
    await expect(run()).rejects.toMatchObject({ kind: "busy", message: expect.stringMatching(/is being migrated by fleet migrate, ada on laptop since 20.*Z/) }); // prettier-ignore
    other.kill();
  });

  it("never made Postgres think that one of its processes crashed", () => {
    expect(checkpointer()).toBe(begun);
  });

  it("says that a database does not run, and that an instance is paused", async () => {
    docker("stop", `supabase-${instance}-db`);
    await expect(plan()).rejects.toMatchObject({ kind: "refused", message: expect.stringContaining(`fleet start ${instance} db`) }); // prettier-ignore
    docker("rm", "-f", `supabase-${instance}-db`);
    live.write([leanInstance(instance, { state: "paused" })]);
    await expect(plan()).rejects.toMatchObject({ kind: "refused", message: expect.stringContaining(`fleet resume ${instance}`) }); // prettier-ignore
    await expect(migrationsOf(workspace(), { instance: "nobody", folder })).rejects.toMatchObject({ kind: "usage" });
  });
});
