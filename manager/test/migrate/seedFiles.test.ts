import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readSeeds, seedSettings } from "../../operations/migrate/seedFiles";

describe("the seed files of a project", () => {
  let project = "";
  const put = (file: string, text: string) => writeFileSync(join(project, "supabase", file), text);
  const paths = () => readSeeds(join(project, "supabase", "migrations")).map(({ path }) => path);
  beforeAll(() => {
    project = mkdtempSync(join(tmpdir(), "fleet-seeds-"));
    for (const folder of ["migrations", "seeds"]) mkdirSync(join(project, "supabase", folder), { recursive: true });
    for (const file of ["seed.sql", "seeds/b.sql", "seeds/a.sql", "seeds/a.sql.bak"]) put(file, "select 1;");
  });
  afterAll(() => rmSync(project, { recursive: true }));

  it("are seed.sql, known by its hash", () => {
    const [seed] = readSeeds(join(project, "supabase", "migrations"));
    expect(seed).toMatchObject({ path: "supabase/seed.sql", statements: [{ text: "select 1" }] });
    expect(seed?.hash).toBe("354b7196c9ba5fb4b21cf615bb6ec4cd5c07503c34229feef033fc081a8c03f4");
  });

  it("are those that the project names, each once, in the order of its patterns", () => {
    put("config.toml", `[db.seed]\nenabled = true\nsql_paths = [\n  "./seeds/b.sql",\n  './seeds/*.sql', # all\n  "./gone.sql",\n]\n`); // prettier-ignore
    expect(paths()).toEqual(["supabase/seeds/b.sql", "supabase/seeds/a.sql"]);
  });

  it("are refused where the project has switched them off", () => {
    put("config.toml", "[db.seed]\nenabled = false\n");
    expect(paths).toThrow("Seeding is switched off");
    expect(() => readSeeds(join(project, "sql"))).toThrow("--seed looks for seed.sql beside supabase/migrations");
  });

  it.each([
    ["", true, ["./seed.sql"]],
    ["[db]\nenabled = false\n[auth]\nsql_paths = ['x']", true, ["./seed.sql"]],
    ["[db.seed] # mine\nsql_paths = []\n[auth]\nenabled = false", true, []],
    ["[db.seed]\n# sql_paths = ['old']\nenabled = false # for now", false, ["./seed.sql"]],
  ])("settings %j", (toml, enabled, patterns) => {
    expect(seedSettings(toml)).toEqual({ enabled, patterns });
  });
});
