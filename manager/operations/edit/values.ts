import {
  type Document,
  type Node,
  type YAMLMap,
  YAMLMap as Group,
  YAMLSeq as List,
  isMap,
  isScalar,
  isSeq,
  parseDocument,
  visit,
} from "yaml";
import { FleetError } from "../errors";
import { type SettingPath, written } from "./path";

/** A value as one would write it into the file. @throws FleetError when it is none. */
export function yamlValue(text: string): Node {
  const document = parseDocument(text);
  const [problem] = document.errors;
  if (problem !== undefined) throw new FleetError("usage", `The value is no YAML: ${problem.message.split("\n")[0]}`);
  const { contents } = document;
  if (contents !== null && !(isScalar(contents) && contents.value === null)) return contents;
  throw new FleetError("usage", "The value is empty. To take a setting out, use --unset.");
}

/** Puts a value into an entry; groups on the way to it are made. @throws FleetError when the way is blocked. */
export function setAt(entry: YAMLMap, path: SettingPath, value: unknown): void {
  const { holder, key } = walk(entry, path, true);
  if (isSeq(holder) && Number(key) > holder.items.length)
    throw new FleetError("usage", `${written(path)} would leave a gap: the list has ${holder.items.length} entries.`);
  holder?.set(key, value);
}

/** Takes a value out, and the groups that are empty then. @throws FleetError when it is not there. */
export function unsetAt(entry: YAMLMap, path: SettingPath): void {
  const { holder, key } = walk(entry, path, false);
  if (holder?.delete(key) !== true)
    throw new FleetError("usage", `${written(path)} is not set in this entry, so there is nothing to take out.`);
  if (holder.items.length === 0 && path.length > 1) unsetAt(entry, path.slice(0, -1));
}

type Holder = Group | List;

function walk(entry: YAMLMap, path: SettingPath, make: boolean): { holder: Holder | undefined; key: string | number } {
  let holder: Holder = entry;
  for (const [index, key] of path.slice(0, -1).entries()) {
    const next: unknown = holder.get(key, true);
    if (isMap(next) || isSeq(next)) holder = next;
    else if (next === undefined || (isScalar(next) && next.value === null)) {
      if (!make) return { holder: undefined, key };
      const fresh: Holder = typeof path[index + 1] === "number" ? new List() : new Group();
      holder.set(key, fresh);
      holder = fresh;
    } else throw blocked(path.slice(0, index + 1), next);
  }
  return { holder, key: checkedKey(holder, path) };
}

function checkedKey(holder: Holder, path: SettingPath): string | number {
  const key = path.at(-1) ?? "";
  if (isSeq(holder) && typeof key !== "number")
    throw new FleetError("usage", `${written(path.slice(0, -1))} is a list: name an entry by its number, from 0.`);
  return isSeq(holder) ? key : String(key);
}

function blocked(path: SettingPath, found: unknown): FleetError {
  const what = isScalar(found)
    ? "one value, with nothing below it"
    : "an alias of another place of the file: edit it there";
  return new FleetError("usage", `${written(path)} is ${what}. Nothing was written.`);
}

/** A node of the file for a plain value; short groups stand on one line. */
export function node(document: Document, value: unknown, { flow = false } = {}): Node {
  const made = document.createNode(value);
  if (flow && (isMap(made) || isSeq(made))) made.flow = true;
  return quoted(made);
}

/** Another reader of YAML takes a time or a date without quotes for more than a text. */
export function quoted(made: Node): Node {
  visit(made, {
    Scalar(_, scalar) {
      if (typeof scalar.value === "string" && /^\d+[:-]\d/.test(scalar.value)) scalar.type = "QUOTE_DOUBLE";
    },
  });
  return made;
}
