import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { faultOf, readFolder } from "../../operations/migrate/folder";

let project = "";
let folder = "";
const write = (file: string, content: string | Buffer = "select 1;") => writeFileSync(join(folder, file), content);

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "fleet-migrate-"));
  folder = join(project, "supabase", "migrations");
  mkdirSync(folder, { recursive: true });
});
afterEach(() => rmSync(project, { recursive: true }));

describe("a folder of migrations", () => {
  it("may be named itself, by its supabase folder or by its project", () => {
    write("1_a.sql");
    for (const given of [folder, join(project, "supabase"), project]) expect(readFolder(given).path).toBe(folder);
  });

  it("may be anywhere", () => {
    const other = join(project, "sql");
    mkdirSync(other);
    writeFileSync(join(other, "1_a.sql"), "");
    expect(readFolder(other)).toMatchObject({ path: other, files: [{ version: "1", name: "a", statements: [] }] });
  });

  it("gives its files in the order of their versions, which is that of text", () => {
    for (const file of ["20240102_b.sql", "20240102030405_c.sql", "9_d.sql", "10_.sql"]) write(file);
    expect(readFolder(folder).files.map(({ version, name }) => `${version}:${name}`)).toEqual(["10:", "20240102:b", "20240102030405:c", "9:d"]); // prettier-ignore
  });

  it("leaves out what is no migration, and says why", () => {
    for (const file of ["20211208000000_init.sql", "20240101000000_a.sql", "notes.md", "20240101.sql", "a_b.sql", "20240102000000_a.sql.bak"]) write(file); // prettier-ignore
    mkdirSync(join(folder, "30_folder.sql"));
    const { files, skipped } = readFolder(folder);
    expect(files.map(({ file }) => file)).toEqual(["20240101000000_a.sql"]);
    expect(skipped.map(({ file, reason }) => `${file}: ${reason}`)).toEqual([
      "20211208000000_init.sql: a schema dump of early versions of the CLI",
      ...["20240101.sql", "20240102000000_a.sql.bak", "a_b.sql", "notes.md"].map((file) => `${file}: its name is not <version>_<name>.sql`), // prettier-ignore
    ]);
  });

  it("takes an init that is not the first file, or young enough", () => {
    write("20211209000000_init.sql");
    expect(readFolder(folder).files).toHaveLength(1);
  });

  it("reads files that an editor has marked as UTF-8", () => {
    write("1_a.sql", "\ufeffselect 'é';");
    expect(readFolder(folder).files[0]?.statements).toEqual([{ text: "select 'é'", line: 1 }]);
  });

  it.each<[string, () => void, RegExp]>([
    ["nothing to apply", () => undefined, /There is no migration in .*: a file named <version>_<name>.sql/],
    ["two files of one version", () => ["1_a.sql", "1_b.sql"].forEach((file) => write(file)), /1_a.sql and 1_b.sql have the same version/], // prettier-ignore
    ["Latin letters", () => write("1_a.sql", Buffer.from("select 'é'", "latin1")), /1_a.sql is not UTF-8 text/],
    ["UTF-16", () => write("1_a.sql", Buffer.from("select 1", "utf16le")), /1_a.sql holds zero bytes, as UTF-16 does/],
  ])("is refused for %s", (_, make, message) => {
    make();
    expect(() => readFolder(folder)).toThrow(message);
  });

  it("may have a file that cannot be applied, such as a dump that counts as applied", () => {
    write("1_a.sql", "select 1;\n/* a */ COPY public.t (a, b) FROM stdin;\n1\n\\.");
    write("2_b.sql", "create function f() returns text return 'copy x from stdin'; copy t to stdout;");
    const [dump, fine] = readFolder(folder).files.map(faultOf);
    expect(dump).toMatch(/^1_a.sql, line 2: COPY … FROM stdin cannot be part of a migration/);
    expect(fine).toBeUndefined();
  });

  it("is missed by its name", () => {
    expect(() => readFolder(join(project, "nowhere"))).toThrow(/There is no folder .*nowhere/);
  });
});
