import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { stateCopies, withCopies } from "../operations/engines/copies";
import type { Engine } from "../operations/engines/engine";
import { checkState, damageIn, restoreState } from "../operations/stateCheck";
import { type Workspace, program } from "../operations/workspace";

const running = { report: () => undefined, signal: new AbortController().signal };
const stateOf = (...names: string[]) =>
  JSON.stringify({
    version: 1,
    resources: names.map((name) => ({ type: "docker:index/volume:Volume", name, parent: "blog" })),
  });

let folder: string;
let state: string;
let workspace: Workspace;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fleet-copies-"));
  state = join(folder, "state.json");
  const engine: Engine = {
    kind: "embedded",
    stateFile: state,
    config: async () => ({}),
    stored: async () => JSON.parse(readFileSync(state, "utf8")).resources,
    apply: async () => undefined,
    exportState: async () => readFileSync(state, "utf8"),
    restoreState: async (text) => writeFileSync(state, text),
  };
  workspace = {
    folder,
    program,
    stack: "test",
    stackFile: join(folder, "x"),
    engine: withCopies(engine, folder, "test"),
  };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function applied(text: string): Promise<void> {
  writeFileSync(state, text);
  await workspace.engine.apply({}, running);
  await new Promise((done) => setTimeout(done, 2)); // a copy is named by its millisecond
}

it("keeps the last three states that an apply ended with, for its user alone", async () => {
  for (const name of ["a", "b", "b", "c", "d"]) await applied(stateOf(name));
  const copies = stateCopies(folder, "test");
  expect(copies.map(({ file }) => readFileSync(file, "utf8"))).toEqual([stateOf("d"), stateOf("c"), stateOf("b")]);
  expect(copies.map(({ file }) => statSync(file).mode & 0o777)).toEqual([0o600, 0o600, 0o600]);
});

it("tells a sound state, and leaves it alone", async () => {
  await applied(stateOf("a", "b"));
  const report = await checkState(workspace);
  expect(report).toMatchObject({ state: { resources: 2, instances: ["blog"] }, problem: undefined });
  const [copy] = report.copies;
  if (copy === undefined) throw new Error("no copy");
  await expect(restoreState(workspace, copy, running)).rejects.toThrow("it stays");
});

it.each([
  ["cut off", stateOf("a", "b").slice(0, 30)],
  ["empty, where the last copy is not", JSON.stringify({ version: 1, resources: [] })],
])("puts a good copy in the place of a state that is %s, and keeps the damaged one", async (_what, damaged) => {
  await applied(stateOf("a", "b"));
  writeFileSync(state, damaged);
  const report = await checkState(workspace);
  expect(damageIn(report)).toBeDefined();
  const [copy] = report.copies;
  if (copy === undefined) throw new Error("no copy");
  const said: string[] = [];
  await restoreState(workspace, copy, { ...running, report: ({ message }) => said.push(message) });
  expect(readFileSync(state, "utf8")).toBe(stateOf("a", "b"));
  expect(readFileSync(said[0]?.replace("the damaged state is kept as ", "") ?? "", "utf8")).toBe(damaged);
});
