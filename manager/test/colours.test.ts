import { expect, it } from "vitest";
import { coloured } from "../cli/show/colours";

it.each([
  ["on a terminal", { isTTY: true }, {}, true],
  ["in a pipe", {}, {}, false],
  ["in the log of a CI job", {}, { CI: "true" }, false],
  ["on a terminal that knows none", { isTTY: true }, { TERM: "dumb" }, false],
  ["on a terminal of somebody who wants none", { isTTY: true }, { NO_COLOR: "1" }, false],
  ["in a pipe to a pager, asked for", {}, { FORCE_COLOR: "1" }, true],
])("colours words as it should %s", (_where, output, env, expected) => {
  expect(coloured(output, env)).toBe(expected);
});
