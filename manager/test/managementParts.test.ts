import { describe, expect, it } from "vitest";
import { laidOut } from "../operations/functions/layout";
import { jsonOf, parameterOf, rowOf } from "../operations/sql/values";
import { readLogQuery } from "../serve/management/logQuery";
import { wordFor } from "../serve/management/status";

describe("a value of Postgres as JSON", () => {
  it.each([
    ["t", 16, true],
    ["42", 23, 42],
    ["9007199254740993", 20, "9007199254740993"],
    ["17", 20, 17],
    ["1.5", 701, 1.5],
    ["NaN", 701, "NaN"],
    ["12.30", 1700, "12.30"],
    ['{"a":[1]}', 3802, { a: [1] }],
    ["2026-01-01 00:00:00+00", 1184, "2026-01-01 00:00:00+00"],
    ["{1,2,NULL}", 1007, [1, 2, null]],
    ['{"a b",plain,"q\\"uote","back\\\\slash","NULL",NULL}', 1009, ["a b", "plain", 'q"uote', "back\\slash", "NULL", null]],
    ["{{1,2},{3,4}}", 1007, [[1, 2], [3, 4]]],
    ["[0:1]={7,8}", 1007, [7, 8]],
    ['{"{\\"a\\": 1}"}', 3807, [{ a: 1 }]],
    ["{}", 1009, []],
  ])("reads %s of type %s", (text, type, value) => {
    expect(jsonOf(text, type)).toEqual(value);
  }); // prettier-ignore
  it("makes a row an object", () => {
    expect(rowOf([{ name: "a", type: 23 }, { name: "b", type: 25 }], ["1", null])).toEqual({ a: 1, b: null }); // prettier-ignore
  });
  it("hands parameters over as Postgres reads them", () => {
    const list = ["a", 'b"c\\', null, 1, [true]];
    expect([null, 1, true, "x'y", { a: 1 }, list].map(parameterOf)).toEqual([null, "1", "true", "x'y", '{"a":1}', '{"a","b\\"c\\\\",NULL,"1",{"true"}}']); // prettier-ignore
  });
});

describe("the SQL that asks for logs", () => {
  it("is understood as far as the official clients send it", () => {
    const asked = "\nselect id, log_attributes['identifier'] as identifier, timestamp\n  from logs\n  where source = 'edge_logs'\n  order by timestamp desc\n  limit 20\n"; // prettier-ignore
    expect(readLogQuery(asked)).toEqual({
      sources: ["edge_logs"],
      contains: [],
      levels: [],
      newestFirst: true,
      limit: 20,
    });
    const several = "select * from logs where (source = 'auth_logs' or source = 'postgres_logs') and event_message ilike '%it''s%' order by ts_ms asc limit 5000;"; // prettier-ignore
    expect(readLogQuery(several)).toMatchObject({ sources: ["auth_logs", "postgres_logs"], newestFirst: false, limit: 1000 }); // prettier-ignore
    expect(readLogQuery("select * from logs where event_message like '%x%' limit 3").contains).toEqual(["x"]);
    const level = "multiIf(\n source = 'auth_logs', multiIf(lower(log_attributes['level']) in ('error','fatal'), 'error', ''), '')"; // prettier-ignore
    const cli = `select id, ${level} as level from logs where (source = 'auth_logs') and positionCaseInsensitiveUTF8(event_message, 'it''s') > 0 and (${level}) in ('error','warn') order by ts_ms desc, id desc limit 100`; // prettier-ignore
    expect(readLogQuery(cli)).toEqual({ sources: ["auth_logs"], contains: ["it's"], levels: ["error", "warn"], newestFirst: true, limit: 100 }); // prettier-ignore
    expect(readLogQuery("")).toMatchObject({ sources: [], limit: 100 });
  });
  it.each([
    "delete from logs",
    "select count(*) from logs group by source",
    "select * from logs where level = 'error'",
    "select * from logs where source != 'auth_logs'",
    "select * from logs where event_message ilike '%a%' or event_message ilike '%b%'",
    "select * from logs where event_message like '%a_b%'",
    "select * from logs; drop table notes",
  ])("is refused when it says more: %s", (sql) => {
    expect(() => readLogQuery(sql)).toThrow("Of SQL only");
  });
});

describe("a project that is coming", () => {
  it("has failed when nobody makes it, as after a server that died", () => {
    const [none, some] = [[{ health: "missing" }], [{ health: "missing" }, { health: "healthy" }]] as const;
    expect(wordFor({ state: "CREATING", notes: [], services: none })).toBe("COMING_UP");
    expect(wordFor({ state: "CREATING", notes: ["Tokens of the old key count"], services: some })).toBe("COMING_UP");
    expect(wordFor({ state: "CREATING", notes: ["Nothing of it is made yet"], services: none })).toBe("INIT_FAILED");
    expect(wordFor({ state: "PAUSED", notes: ["The list says active"], services: none })).toBe("INACTIVE");
  });
});

describe("the files of a function", () => {
  const text = (content: string) => new TextEncoder().encode(content);
  const wanted = (entrypoint: string, paths: readonly string[], importMap?: string) => ({ slug: "f", name: "f", verifyJwt: true, entrypoint, importMap, files: paths.map((path) => ({ path, content: text(path.endsWith(".json") ? '{"imports":{"a":"npm:a","b/":"./b/"}}' : path) })) }); // prettier-ignore
  const laid = (...given: Parameters<typeof wanted>) => Object.fromEntries(laidOut(wanted(...given)).map(({ path, content }) => [path, new TextDecoder().decode(content)])); // prettier-ignore

  it("lie as they are where all are beside the entrypoint", () => {
    expect(Object.keys(laid("supabase/functions/f/index.ts", ["supabase/functions/f/index.ts", "supabase/functions/f/deno.json", "supabase/functions/f/lib/x.ts"], "supabase/functions/f/deno.json"))).toEqual(["index.ts", "deno.json", "lib/x.ts"]); // prettier-ignore
    expect(laid("main.ts", ["main.ts"])).toEqual({ "main.ts": "main.ts", "index.ts": 'import "./main.ts";\n' });
  });
  it("lie below src where one is elsewhere, with the import map led there", () => {
    const files = laid("functions/f/index.ts", ["functions/f/index.ts", "functions/_shared/x.ts", "functions/f/deno.json"], "functions/f/deno.json"); // prettier-ignore
    expect(files["index.ts"]).toBe('import "./src/functions/f/index.ts";\n');
    expect(JSON.parse(files["deno.json"] ?? "")).toEqual({ imports: { a: "npm:a", "b/": "./src/functions/f/b/" } });
  });
  it.each([
    ["../x.ts", "below the project's folder"],
    ["a/../../x.ts", "below the project's folder"],
    [".env", "below the project's folder"],
    ["a b.ts", "below the project's folder"],
    ["a/node_modules/x.ts", "node_modules"],
    ["a/fleet.json", "the fleet's own"],
  ])("may not be %s", (path, why) => {
    expect(() => laidOut(wanted("a/index.ts", ["a/index.ts", path]))).toThrow(why);
  });
  it("hold the entrypoint, and no more than fits", () => {
    expect(() => laidOut(wanted("index.ts", ["other.ts"]))).toThrow("index.ts is not among the files: other.ts.");
    const large = { ...wanted("index.ts", []), files: [{ path: "index.ts", content: new Uint8Array(11 * 2 ** 20) }] };
    expect(() => laidOut(large)).toThrow("more than 10 MB");
  });
});
