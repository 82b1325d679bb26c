import { describe, expect, it } from "vitest";
import { failureText } from "../../operations/migrate/failure";
import { split } from "../../operations/migrate/split";
import { stepsOf } from "../../operations/migrate/steps";
import type { Said } from "../../operations/migrate/wire/messages";

/** `[…]` is a transaction, `!` its record. */
const drawn = (text: string): string =>
  stepsOf({ text, statements: split(text) })
    .map((step) =>
      step.kind === "alone"
        ? step.statement.text
        : `[${step.statements.map((one) => one.text).join("; ")}]${step.records ? "!" : ""}`,
    ) // prettier-ignore
    .join(" ");

describe("the steps of a file", () => {
  it.each([
    ["a; b", "[a; b]!"],
    ["", "[]!"],
    ["a; create index concurrently i on t (x); b", "[a] create index concurrently i on t (x) [b]!"],
    ["-- why\nCREATE UNIQUE INDEX CONCURRENTLY i on t (x)", "-- why\nCREATE UNIQUE INDEX CONCURRENTLY i on t (x) []!"],
    ["vacuum (analyze) t; cluster; drop index concurrently i", "vacuum (analyze) t cluster drop index concurrently i []!"], // prettier-ignore
    ["reindex table concurrently t", "reindex table concurrently t []!"],
    ["create index i on t (x); reindex table t", "[create index i on t (x); reindex table t]!"],
    ["alter table a.t detach partition p concurrently", "alter table a.t detach partition p concurrently []!"],
    ["alter type t add value 'x'; select 'vacuum'", "[alter type t add value 'x'; select 'vacuum']!"],
    ["begin; a; commit; b", "begin a commit b []!"],
    ["savepoint s; a; rollback to savepoint s", "[savepoint s; a; rollback to savepoint s]!"],
    ["-- pg-delta: transaction=false\na; b", "-- pg-delta: transaction=false\na b []!"],
  ])("%j are %s", (sql, expected) => {
    expect(drawn(sql)).toBe(expected);
  });
});

describe("a failure", () => {
  const told = (text: string, failed: number, kept: number, said: Partial<Said>) => {
    const statements = split(text);
    return failureText({ file: { file: "1_a.sql", text, statements }, kept, statement: statements[failed], said: { severity: "ERROR", code: "42601", message: "no", detail: undefined, hint: undefined, where: undefined, position: undefined, ...said } }); // prettier-ignore
  };

  it("shows the file, the statement, its line and the place in it", () => {
    const text = "select 1;\n\nselect 'é',\n  nope\nfrom t;";
    expect(told(text, 1, 0, { message: 'column "nope" does not exist', code: "42703", position: 15, hint: "Look." }))
      .toBe(`1_a.sql failed at statement 2 of 2, line 4:
  select 'é',
    nope
    ^
ERROR: column "nope" does not exist (42703)
Hint: Look.
Nothing of this file remains; those before it stay. Once it is mended, the same command goes on.`); // prettier-ignore
  });

  it("cuts a long statement around the place", () => {
    const text = `insert into t values\n${Array.from({ length: 40 }, (_, index) => `(${index}),`).join("\n")}\n`;
    const shown = told(text, 0, 0, { position: text.indexOf("(30)") + 1 }).split("\n");
    expect(shown[0]).toBe("1_a.sql failed at statement 1 of 1, line 32:");
    expect(shown.slice(1, 3)).toEqual(["  …", "  (19),"]);
    expect(shown.slice(13, 15)).toEqual(["  (30),", "  ^"]);
  });

  it("says what stayed, and what helps", () => {
    expect(told("a; vacuum; b", 2, 2, {})).toContain("Its first 2 statements stayed");
    expect(told("begin; a; commit; b", 3, 3, {})).toContain("what it committed before this stays");
    expect(told("\\restrict abc; a", 0, 0, {})).toContain("commands of psql");
    expect(told("a", 0, 0, { code: "42704", message: 'type "ltree" does not exist' })).toContain("extensions.ltree");
    expect(told("a", 1, 0, { message: "fails at the end" })).toContain("1_a.sql could not be finished and recorded:");
  });
});
