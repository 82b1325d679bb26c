import type { Step } from "../../../engine/engine";
import type { Properties } from "../../../engine/state";
import { type Showing, type Value, compare, isSecret, unknown } from "./values";
import type { ValueChange } from "./types";

/** Environment variables of a container that differ. State that does not say which were secret had nothing but secrets. */
export function variableChanges({ old, inputs, secrets }: Step, showing: Showing): ValueChange[] {
  const before = variables(linesOf(old?.inputs), old?.secrets ?? ["envs"]);
  const after = variables(named(linesOf(inputs), [...before.keys()]), secrets);
  return compare(before, after, showing);
}

const linesOf = (inputs: Properties | undefined): string[] =>
  Array.isArray(inputs?.envs) ? inputs.envs.map(String) : [];

function variables(lines: readonly string[], secrets: readonly string[]): Map<string, Value> {
  return new Map(
    lines.map((line, index) => [
      nameOf(line) ?? line,
      { text: line.slice(line.indexOf("=") + 1), secret: isSecret(secrets, `envs/${index}`) },
    ]),
  );
}

/** Name of the variable in a line; undefined for one that only a run will know. */
const nameOf = (line = "") => (line.includes("=") ? line.slice(0, line.indexOf("=")) : undefined);

/**
 * A line that only a run will know has lost its name, but not its place: lines are sorted, so between two that are known are
 * those variables of the last run that belong there, as long as they are as many.
 */
function named(lines: readonly string[], before: readonly string[]): string[] {
  const known = new Set(lines.map(nameOf));
  return lines.map((line, index) => {
    if (nameOf(line) !== undefined) return line;
    let [first, last] = [index, index];
    while (first > 0 && nameOf(lines[first - 1]) === undefined) first--;
    while (last < lines.length - 1 && nameOf(lines[last + 1]) === undefined) last++;
    const [after, until] = [nameOf(lines[first - 1]) ?? "", nameOf(lines[last + 1]) ?? "\uffff"];
    const lost = before.filter((name) => !known.has(name) && name > after && name < until).sort();
    const name = lost.length === last - first + 1 ? lost[index - first] : undefined;
    return `${name ?? `(variable ${index + 1})`}=${unknown}`;
  });
}
