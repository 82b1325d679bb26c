import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { postgresPlanText, postgresReportText } from "../cli/show/postgresText";
import { written } from "../operations/upgrade/marks";
import { withoutGate } from "../operations/upgradePostgres/baseline";
import { differences } from "../operations/upgradePostgres/facts";
import { type Entry, Journal, entriesOf, mustNotBeUpgrading } from "../operations/upgradePostgres/journal";
import { errorsIn } from "../operations/upgradePostgres/run";
import { fieldsIn } from "../operations/upgradePostgres/session";
import type { PostgresReport } from "../operations/upgradePostgres/types";
import type { Workspace } from "../operations/workspace";

describe("what two servers hold", () => {
  const old = { "rows of public.notes": "3", "role ada": "x", "rights on public.notes": "a1" };

  it("is told table by table, without hashes", () => {
    const now = { "rows of public.notes": "2", "rights on public.notes": "b2", "trigger t of public.notes": "O" };
    expect(differences(old, now)).toEqual([
      "rights on public.notes: not as before",
      "role ada: missing",
      "rows of public.notes: 3 before, 2 after",
      "trigger t of public.notes: was not there before",
    ]);
  });

  it("may be more on the new one where its image brings something", () => {
    expect(differences(old, { ...old, "role of the image": "y" }, true)).toEqual([]);
    expect(differences(old, { ...old, "role of the image": "y" })).toHaveLength(1);
  });
});

it("tells Postgres's errors without the rows and statements in them", () => {
  const said = [
    `psql:<stdin>:12: ERROR:  duplicate key value violates unique constraint "users_pkey"`,
    `DETAIL:  Key (email)=(ada@example.com) already exists.`,
    `CONTEXT:  COPY users, line 1: "ada@example.com secret"`,
    `pg_dump: error: query failed: server closed the connection`,
    `LINE 1: ALTER ROLE ada PASSWORD 'SCRAM-SHA-256$4096:…'`,
  ];
  expect(errorsIn(said.join("\n"))).toBe(
    `duplicate key value violates unique constraint "users_pkey"\nquery failed: server closed the connection`,
  );
});

it("does not take the gate's own user for a row of the users", () => {
  const before = { migrations: {}, writes: { "public.notes": [5, 0, 0] as const } };
  const gated = { migrations: {}, writes: { "auth.users": [1, 1, 1] as const, "public.notes": [6, 0, 0] as const } };
  const later = { migrations: {}, writes: { "auth.users": [3, 1, 1] as const, "public.notes": [6, 0, 0] as const } };
  expect(written(withoutGate(before, gated), gated)).toEqual(["public.notes: 1 inserted"]);
  expect(written(withoutGate(before, gated), later)).toEqual(["auth.users: 2 inserted", "public.notes: 1 inserted"]);
});

describe("the entry in the list", () => {
  const old = { state: null, "database.major": 15, "database.changedFrom": null };
  const versions = { from: "15", to: "17", old };

  it.each([
    { stage: "old", fields: old },
    { stage: "old, paused", fields: { ...old, state: "paused" } },
    { stage: "new", fields: { state: null, "database.major": 17, "database.changedFrom": 15 } },
    { stage: "new, paused", fields: { state: "paused", "database.major": 17, "database.changedFrom": 15 } },
    { stage: "new, settled", fields: { state: null, "database.major": 17, "database.changedFrom": null } },
    { stage: "old, from new", fields: { state: null, "database.major": 15, "database.changedFrom": 17 } },
  ] as const)("says what it has to while it is $stage", ({ stage, fields }) => {
    expect(fieldsIn(stage, versions)).toEqual(fields);
  });
});

it("keeps what a run that is killed has to know, by instance", () => {
  const folder = mkdtempSync(join(tmpdir(), "fleet-postgres-"));
  try {
    const workspace = { folder, stack: "live" } as unknown as Workspace; // nothing else of it is used
    const volume = { driver: "local", options: {}, labels: {} };
    const entry: Entry = { job: "j", since: "s", phase: "pause", from: "15", to: "17", old: {}, volume };
    const [blog, shop] = [new Journal(workspace, "blog"), new Journal(workspace, "shop")];
    blog.begin(entry);
    shop.begin(entry);
    blog.set({ phase: "swap", swapped: true });
    expect(entriesOf(workspace)).toEqual({ blog: { ...entry, phase: "swap", swapped: true }, shop: entry });
    blog.close();
    expect(() => mustNotBeUpgrading(workspace, "shop")).toThrow('"fleet upgrade-postgres shop" goes on');
    expect(Object.keys(entriesOf(workspace))).toEqual(["shop"]);
    shop.close();
    expect(entriesOf(workspace)).toEqual({});
    expect(() => readFileSync(join(folder, ".supabase-fleet", "postgres", "live.json"))).toThrow("ENOENT");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe("the text on a terminal", () => {
  const plan = { name: "blog", host: "local", from: "15", to: "17", image: "supabase/postgres:17.6.1.136", databases: [{ name: "postgres", size: 9e6 }], data: 5e7, free: 6e10, needed: 5.5e9, extensions: [], rehearsal: undefined }; // prettier-ignore

  it("says what is asked for before it asks", () => {
    expect(postgresPlanText(plan)).toMatchInlineSnapshot(`
      "blog on local goes from Postgres 15 to 17
        image       supabase/postgres:17.6.1.136
        databases   postgres (9.0 MB)
        disk        60.0 GB free, 5.5 GB needed: snapshot, new data and 5 GB
        extensions  all there, in the same versions
        rehearsal   none: --dry-run loads the live data into a throwaway server and times it
        down time   from a snapshot of 50.0 MB until Postgres 17 holds the same and serves
        way back    by itself when it fails; later: fleet upgrade-postgres blog --rollback"
    `);
    const extensions = [{ database: "_supabase", name: "pg_cron", old: "1.5", new: "1.6" }];
    const text = postgresPlanText({ ...plan, extensions, rehearsal: { seconds: 130, compared: 300 } });
    expect(text).toContain("pg_cron 1.5 → 1.6 in _supabase");
    expect(text).toContain("passed: loaded in 2 min, 300 facts compared");
  });

  const back: PostgresReport = { name: "blog", outcome: "rolled back", postgres: "15", snapshot: "20260131T093000Z", reason: "rest ended", restored: true, newer: "20260131T094000Z", lost: ["public.notes: 3 inserted"], downTime: undefined }; // prettier-ignore

  it("says where the rows are that a roll-back took out", () => {
    expect(postgresReportText(back)).toMatchInlineSnapshot(`
      "blog: rolled back, on Postgres 15
        rest ended
        Its data is that of snapshot 20260131T093000Z.
        The data of the newer Postgres is kept as snapshot 20260131T094000Z.
        These rows were written since the upgrade and are in it alone:
          public.notes: 3 inserted"
    `);
  });

  it("says that nothing is lost where nothing was replaced", () => {
    expect(postgresReportText({ ...back, restored: false, snapshot: undefined, newer: undefined })).toMatchInlineSnapshot(`
      "blog: rolled back, on Postgres 15
        rest ended
        Its data was not replaced: no row is lost."
    `); // prettier-ignore
  });
});
