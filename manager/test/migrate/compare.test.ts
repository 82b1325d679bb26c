import { describe, expect, it } from "vitest";
import { type Choice, compare, markOf, nextOf, refusalOf } from "../../operations/migrate/compare";
import type { MigrationFile } from "../../operations/migrate/folder";

const file = (version: string, sql = `select ${version}`): MigrationFile => ({
  version,
  name: `n${version}`,
  file: `${version}_n${version}.sql`,
  text: sql,
  statements: [{ text: sql, line: 1 }],
});
const row = (version: string, mark?: string) => ({ version, name: "", mark });

/** A folder and a database in short: `applied` rows, and what a choice makes of them. */
function judged(folder: readonly string[], database: readonly string[], choice: Choice = {}) {
  const migrations = compare(folder.map((version) => file(version)), database.map((version) => row(version))); // prettier-ignore
  return { states: migrations.map(({ version, state }) => `${version} ${state}`), next: nextOf(migrations, choice), refusal: refusalOf("blog", migrations, choice) }; // prettier-ignore
}

describe("a folder beside a database", () => {
  it("has everything to apply to a new one", () => {
    expect(judged(["01", "02"], [])).toEqual({ states: ["01 pending", "02 pending"], next: ["01", "02"], refusal: undefined }); // prettier-ignore
  });

  it("goes on where the database stands, up to the version that is named", () => {
    expect(judged(["01", "02", "03", "04"], ["01", "02"]).next).toEqual(["03", "04"]);
    expect(judged(["01", "02", "03", "04"], ["01", "02"], { upTo: "03" })).toMatchObject({ next: ["03"], refusal: undefined }); // prettier-ignore
    expect(judged(["01", "02"], ["01", "02"])).toMatchObject({ next: [], refusal: undefined });
  });

  it("tells versions of different lengths apart", () => {
    expect(judged(["10", "20240102", "20240102030405", "9"], ["10", "20240102"]).next).toEqual(["20240102030405", "9"]);
  });

  it("is refused when the database has more", () => {
    const { states, refusal } = judged(["01"], ["01", "02", "03"]);
    expect(states).toEqual(["01 applied", "02 missing", "03 missing"]);
    expect(refusal).toBe(
      [
        `The database of blog has migrations that the folder has not: 02, 03. Nothing was applied.`,
        `Get their files (git pull, or "supabase migration fetch"). If they should not count as applied any more:`,
        `  fleet psql blog -- -c "delete from supabase_migrations.schema_migrations where version in ('02', '03')"`,
      ].join("\n"),
    );
  });

  it("is refused when something older was never applied, unless that is wanted", () => {
    const { states, refusal, next } = judged(["01", "02", "03"], ["02"]);
    expect(states).toEqual(["01 outOfOrder", "02 applied", "03 pending"]);
    expect(next).toEqual(["03"]);
    expect(refusal).toContain("not applied: 01. Nothing was applied.");
    expect(refusal).toContain("--include-all");
    expect(judged(["01", "02", "03"], ["02"], { includeAll: true })).toMatchObject({ next: ["01", "03"], refusal: undefined }); // prettier-ignore
  });

  it("knows a file that was changed after it was applied, where the database has its statements", () => {
    const [same, changed, unknown] = compare([file("01"), file("02"), file("03")], [row("01", markOf(file("01"))), row("02", markOf(file("02", "drop"))), row("03")]); // prettier-ignore
    expect([same?.changed, changed?.changed, unknown?.changed]).toEqual([false, true, false]);
  });
});
