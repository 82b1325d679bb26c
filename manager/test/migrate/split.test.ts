import { describe, expect, it } from "vitest";
import { split } from "../../operations/migrate/split";

const pieces = (sql: string): string[] => split(sql).map(({ text }) => text);

/** What the official CLI's parser makes of each was looked up with the parser itself. */
describe("the pieces of a migration", () => {
  const body = "create function f() returns int language plpgsql as $$ begin; return 1; end; $$";
  it.each<[string, string, string[]]>([
    ["nothing", " \n ;; \n", []],
    ["the last without a semicolon", "select 1; select 2", ["select 1", "select 2"]],
    ["a comment of its own at the end", "select 1;\n-- done; really\n", ["select 1", "-- done; really"]],
    ["a comment before a statement", "-- a; b\nselect 1;", ["-- a; b\nselect 1"]],
    ["nested comments", "select /* ; /* ; */ ; */ 1;", ["select /* ; /* ; */ ; */ 1"]],
    ["a comment whose star ends it too", "/*/ select 1; select 2", ["/*/ select 1", "select 2"]],
    ["an operator that is no comment", "select 1 - - 1; select 4 / 2", ["select 1 - - 1", "select 4 / 2"]],
    ["quoted semicolons", `select ';', "a;b";`, [`select ';', "a;b"`]],
    ["doubled quotes", `select 'it''s; ok', "a"";";`, [`select 'it''s; ok', "a"";"`]],
    ["a backslash in an ordinary string", String.raw`select '\'; select 2`, [String.raw`select '\'`, "select 2"]],
    ["an escaped quote, as the official CLI has it", String.raw`select E'\';'; x'`, [String.raw`select E'\'`, "'; x'"]], // prettier-ignore
    ["a dollar quote", `${body}; select 2`, [body, "select 2"]],
    ["a dollar quote with a tag, holding another", "do $a$ select $$;$$; $a$; select 2", ["do $a$ select $$;$$; $a$", "select 2"]], // prettier-ignore
    ["a tag with letters of other languages", "do $é1$ a; b $é1$;", ["do $é1$ a; b $é1$"]],
    ["a dollar sign that opens nothing", "select $1; select a$ ; select 3", ["select $1", "select a$", "select 3"]],
    ["a quote that nobody ends", "select 1; select 'a; b", ["select 1", "select 'a; b"]],
    ["a rule with several commands", "create rule r as on insert to t do (notify a; notify b); select 2", ["create rule r as on insert to t do (notify a; notify b)", "select 2"]], // prettier-ignore
    ["parentheses in parentheses, as the official CLI has them", "do ((a); b)", ["do ((a)", "b)"]],
    ["a parenthesis in a string", "do (')'; b); c", ["do (')'; b)", "c"]],
    ["a body in SQL", "create function f() returns int begin atomic; select 1; select 2; end; select 3", ["create function f() returns int begin atomic; select 1; select 2; end", "select 3"]], // prettier-ignore
    ["a body in SQL over lines and in capitals", "X BEGIN\n  ATOMIC a; 'end'; END; b", ["X BEGIN\n  ATOMIC a; 'end'; END", "b"]], // prettier-ignore
    ["a name with atomic in it", "select my_begin atomic; select begin atomics; c", ["select my_begin atomic", "select begin atomics; c"]], // prettier-ignore
    ["an escaped semicolon", String.raw`\;; a`, ["\\", "a"]],
    ["a transaction of its own", "begin; select 1; commit;", ["begin", "select 1", "commit"]],
    ["COPY with its data", "copy t from stdin;\n1\n2\n\\.\n", ["copy t from stdin", "1\n2\n\\."]],
    ["Windows line ends", "select 1;\r\nselect 2;\r\n", ["select 1", "select 2"]],
  ])("keep %s", (_, sql, expected) => {
    expect(pieces(sql)).toEqual(expected);
  });

  it("know the line that they begin on", () => {
    expect(split("\n\nselect 1;\n -- two\nselect\n2;select 3").map(({ line }) => line)).toEqual([3, 4, 6]);
  });

  it("come out of a large file in a moment", () => {
    const begun = Date.now();
    expect(split("insert into t values ('a;b', $$c;d$$);\n".repeat(50_000))).toHaveLength(50_000);
    expect(Date.now() - begun).toBeLessThan(3000);
  });
});
