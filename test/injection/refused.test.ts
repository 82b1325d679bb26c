import { describe, expect, it } from "vitest";
import { problemsOf } from "../config/given";
import { around, attempts, cases } from "./attempts";
import { type Place, addresses, closed, lines } from "./places";

const all: readonly Place[] = [...closed, ...addresses, ...lines];

/** One line that says where and what is expected, and holds nothing that a terminal would act on. */
const clear =
  /^[\x20-\x7e\u00a0…]+: (should|is|"|the|environment variable|holds) ?[^\u0000-\u001f\u007f-\u009f\u2028\u2029]+$/u;

describe.each(all)("$where", ({ usual, config }) => {
  it("takes what is usual", () => {
    expect(problemsOf(config(usual))).toEqual([]);
  });
});

describe.each(closed)("$where refuses", ({ usual, config }) => {
  it.each(cases)("%s, wherever it stands", (_, attempt) => {
    for (const text of around(usual, attempt)) {
      const problems = problemsOf(config(text));
      expect(problems).not.toEqual([]);
      for (const problem of problems) expect(problem).toMatch(clear);
    }
  });
});

const breaking = [
  "a line break",
  "a carriage return",
  "a tab",
  "a line break of Unicode",
  "a line separator",
  "a paragraph separator",
  "a NUL",
  "an escape",
];
const quoting = ["a space", "a double quote"];

describe.each([...lines, ...addresses])("$where refuses", ({ usual, config }) => {
  it.each(breaking)("%s, wherever it stands", (name) => {
    for (const text of around(usual, attempts[name] ?? "")) {
      const problems = problemsOf(config(text));
      expect(problems).not.toEqual([]);
      for (const problem of problems) expect(problem).toMatch(clear);
    }
  });
});

describe.each(addresses)("$where refuses", ({ usual, config }) => {
  it.each(quoting)("%s, wherever it stands", (name) => {
    for (const text of around(usual, attempts[name] ?? "")) expect(problemsOf(config(text))).not.toEqual([]);
  });
});

describe.each(all)("$where with 100000 characters", ({ usual, config }) => {
  it("is refused at once", () => {
    for (const filling of ["a", "/", "a.", "-", "1"]) {
      const started = performance.now();
      const problems = problemsOf(config(usual + filling.repeat(100_000 / filling.length)));
      expect(problems).not.toEqual([]);
      expect(Math.max(...problems.map((problem) => problem.length))).toBeLessThan(1000);
      expect(performance.now() - started).toBeLessThan(1000);
    }
  });
});
