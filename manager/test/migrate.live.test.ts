import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { docker, missingDocker, psql } from "../../test/live/docker";
import type { InstanceKeys } from "../operations/keys";
import type { MigrationPlan, MigrationReport } from "../operations/migrate/types";
import { type LiveFleet, leanInstance, liveFleet } from "./support/live";

const instance = "migratelive-a";

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
  const migrate = async (...flags: string[]) => await live.fleet("migrate", instance, folder, ...flags);
  const write = (more: Record<string, string>) => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (const [file, sql] of Object.entries(more)) writeFileSync(join(folder, file), sql);
  };
  const history = () => psql(instance, "select string_agg(version || ' ' || name || ' ' || coalesce(cardinality(statements), 0), ', ' order by version) from supabase_migrations.schema_migrations"); // prettier-ignore
  const tables = () => psql(instance, "select count(*) from pg_tables where schemaname in ('public', 'supabase_migrations')"); // prettier-ignore
  /** When Postgres began its own processes; after a crash, those are new. */
  const checkpointer = () => psql(instance, "select backend_start from pg_stat_activity where backend_type = 'checkpointer'"); // prettier-ignore
  /** Runs psql with something on its standard input, until it is killed. */
  const session = async (sql: string): Promise<ChildProcess> => {
    const child = spawn("docker", ["exec", "-i", `supabase-${instance}-db`, "psql", "-XAt", "-h", "127.0.0.1", "-U", "postgres"]); // prettier-ignore
    child.stdin.write(`${sql}\n\\echo ready\n`);
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
    const { code, stdout } = await migrate("--dry-run");
    expect([code, stdout]).toEqual([0, `To apply to ${instance}, each in a transaction of its own:\n  20240101000000  create_notes\n  20240102000000  first_notes\n  20240103000000  index\n`]); // prettier-ignore
    expect(await migrate()).toMatchObject({ code: 4, stderr: expect.stringContaining("add --yes") });
    expect(tables()).toBe(before);
    expect((await live.fleet("audit")).stdout).not.toContain("migrate");
  });

  it("applies up to a version, then the rest, and the API serves it at once", async () => {
    const { versions } = await live.json<MigrationReport>("migrate", instance, folder, "--yes", "--up-to", "20240101000000"); // prettier-ignore
    expect(versions).toEqual(["20240101000000"]);
    expect(await migrate("--yes")).toMatchObject({ code: 0, stdout: expect.stringContaining("has 3 migrations") });
    const { keys, urls } = await live.json<InstanceKeys>("keys", instance, "--reveal");
    const anon = keys.find(({ name }) => name === "anonKey")?.value ?? "";
    const served = async () => {
      const answer = await fetch(`${urls.api}/rest/v1/notes?order=id`, { headers: { apikey: anon } });
      return (await answer.json()) as unknown;
    };
    await expect.poll(served, { timeout: 5000 }).toEqual([{ id: 1, text: "it's; one" }, { id: 2, text: 'two; or "2"\\' }]); // prettier-ignore
    expect(history()).toBe("20240101000000 create_notes 2, 20240102000000 first_notes 2, 20240103000000 index 2");
    expect(psql(instance, "select statements[1] from supabase_migrations.schema_migrations where version = '20240102000000'")).toBe(`-- two; of them\ninsert into public.notes values (1, 'it''s; one'), (2, $$two; or "2"\\$$)`); // prettier-ignore
    expect(psql(instance, "select tableowner from pg_tables where tablename = 'notes'")).toBe("postgres");
    expect((await live.fleet("audit")).stdout).toMatch(new RegExp(`migrate ${instance} .*done`));
  });

  it("has nothing to do the second time", async () => {
    expect(await migrate("--yes")).toMatchObject({ code: 0, stdout: `Nothing to do: ${instance} has every migration of the folder.\n` }); // prettier-ignore
    const { migrations } = await live.json<MigrationPlan>("migrate", instance, folder, "--list");
    expect(migrations.map(({ state, changed }) => `${state} ${changed}`)).toEqual(Array(3).fill("applied false"));
  });

  it("leaves nothing of a file that fails, keeps those before it, and goes on once it is mended", async () => {
    const good = { ...files, "20240104000000_more.sql": "create table public.more (id int);\nset search_path = 'nowhere';" }; // prettier-ignore
    write({ ...good, "20240105000000_bad.sql": "create table public.half (id int);\n\nalter table public.half\n  add column x nope;\nselect 1;" }); // prettier-ignore
    const { code, stderr } = await migrate("--yes");
    expect(code).toBe(1);
    expect(stderr).toContain(`20240105000000_bad.sql failed at statement 2 of 3, line 4:
  alter table public.half
    add column x nope
                 ^
ERROR: type "nope" does not exist (42704)`);
    expect(stderr).toContain("Nothing of this file remains.");
    expect(psql(instance, "select to_regclass('public.more'), to_regclass('public.half')")).toBe("more|");
    expect(history()).toMatch(/20240104000000 more 2$/);
    write({ ...good, "20240105000000_bad.sql": "create table half (id int);" });
    expect(await migrate("--yes")).toMatchObject({ code: 0 });
    expect(psql(instance, "select schemaname from pg_tables where tablename = 'half'")).toBe("public");
    write(files);
    expect(await migrate("--yes")).toMatchObject({ code: 5, stderr: expect.stringContaining("has not: 20240104000000, 20240105000000") }); // prettier-ignore
    psql(instance, "delete from supabase_migrations.schema_migrations where version > '20240103000000'");
  });

  it("says what stayed of a file that cannot be one transaction", async () => {
    write({ ...files, "20240106000000_split.sql": "create table public.a (id int); vacuum public.a; select 1 / 0;" });
    const { stderr } = await migrate("--yes");
    expect(stderr).toContain("failed at statement 3 of 3, line 1");
    expect(stderr).toContain("Its first 2 statements stayed");
    write({ ...files, "20240106000000_own.sql": "begin; create table public.b (id int); select 1 / 0; commit;" });
    expect((await migrate("--yes")).stderr).toContain("begins and ends transactions itself");
    expect(psql(instance, "select to_regclass('public.a'), to_regclass('public.b')")).toBe("a|");
  });

  it("refuses what is out of order, unless it is wanted", async () => {
    write({ ...files, "20240101120000_late.sql": "create table public.late (id int);" });
    expect(await migrate("--dry-run")).toMatchObject({ code: 5, stderr: expect.stringContaining("not applied: 20240101120000") }); // prettier-ignore
    expect(await migrate("--yes", "--include-all")).toMatchObject({ code: 0 });
    expect(psql(instance, "select to_regclass('public.late')")).toBe("late");
    psql(instance, "delete from supabase_migrations.schema_migrations where version = '20240101120000'");
  });

  it("understands a table that others made, with fewer columns or with more", async () => {
    psql(instance, "alter table supabase_migrations.schema_migrations drop column statements, drop column name, add column created_by text, add column rollback text[]"); // prettier-ignore
    write({ ...files, "20240107000000_after.sql": "" });
    expect((await migrate("--list")).stdout).toMatch(/20240103000000 +index +applied\n20240107000000 +after +pending/);
    expect(await migrate("--yes")).toMatchObject({ code: 0 });
    expect(psql(instance, "select version, name, statements is null from supabase_migrations.schema_migrations where name is not null")).toBe("20240107000000|after|t"); // prettier-ignore
    psql(instance, "insert into supabase_migrations.schema_migrations (version, name, statements) values ('20240108000000', 'theirs', '{select 1}')"); // prettier-ignore
    write({ ...files, "20240107000000_after.sql": "", "20240108000000_theirs.sql": "select 2;" });
    expect((await migrate("--list")).stdout).toContain("theirs        applied; its file has changed since");
    expect(await migrate("--yes")).toMatchObject({ code: 0, stdout: expect.stringContaining("Nothing to do") });
  });

  it("lets one in at a time, says who, and a killed one holds nobody up", async () => {
    psql(instance, "delete from supabase_migrations.schema_migrations where version > '20240103000000'");
    write({ ...files, "20240109000000_slow.sql": "create table public.slow (id int); select pg_sleep(3);" });
    const first = migrate("--yes");
    await expect.poll(() => psql(instance, "select count(*) from pg_stat_activity where query like '%pg_sleep(3)' and application_name like 'fleet migrate%'"), { timeout: 10_000 }).toBe("1"); // prettier-ignore
    expect(await migrate("--yes")).toMatchObject({ code: 6, stderr: expect.stringContaining(`migrate ${instance}`) });
    expect(await first).toMatchObject({ code: 0 });

    write({ ...files, "20240109000000_slow.sql": "", "20240110000000_slower.sql": "create table public.slower (id int); select pg_sleep(2);" }); // prettier-ignore
    await live.killed((said) => said.includes("applying"), "migrate", instance, folder, "--yes");
    await expect.poll(() => psql(instance, "select count(*) from pg_stat_activity where application_name like 'fleet migrate%'"), { timeout: 10_000 }).toBe("0"); // prettier-ignore
    expect(await migrate("--yes")).toMatchObject({ code: 0 });

    const other = await session("set application_name = 'fleet migrate, ada on laptop'; select pg_advisory_lock(hashtextextended('supabase_migrations.schema_migrations', 0));"); // prettier-ignore
    write({ ...files, "20240109000000_slow.sql": "", "20240110000000_slower.sql": "", "20240111000000_new.sql": "select 1;" }); // prettier-ignore
    expect(await migrate("--yes")).toMatchObject({ code: 6, stderr: expect.stringMatching(/is being migrated by fleet migrate, ada on laptop since 20.*Z/) }); // prettier-ignore
    other.kill();
  });

  it("never made Postgres think that one of its processes crashed", () => {
    expect(checkpointer()).toBe(begun);
  });

  it("says that a database does not run, and that an instance is paused", async () => {
    docker("stop", `supabase-${instance}-db`);
    expect(await migrate("--yes")).toMatchObject({ code: 5, stderr: expect.stringContaining(`fleet start ${instance} db`) }); // prettier-ignore
    docker("start", `supabase-${instance}-db`);
    expect(await live.fleet("migrate", "nobody", folder)).toMatchObject({ code: 4 });
  });
});
