import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { problemsOf } from "./given";
import { tables } from "./bad/tables";

beforeAll(() => {
  vi.stubEnv("FLEET_TEST_EMPTY", "");
  vi.stubEnv("FLEET_TEST_SHORT", "too short");
});
afterAll(() => vi.unstubAllEnvs());

describe.each(Object.entries(tables))("refuses %s", (_about, rows) => {
  it.each(rows)("$mistake", ({ config, problems }) => {
    expect(problemsOf(config)).toEqual(problems);
  });
});
