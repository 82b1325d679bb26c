import { YAMLMap } from "yaml";
import { FleetError } from "../errors";
import { entryOf, readStackFile, writeStackFile } from "../stackFile";
import type { Workspace } from "../workspace";
import type { Fields, UpgradeRequest } from "./types";

/** Where the stack's config keeps the list. */
const listKey = "supabase-fleet:instances";

/** The settings that a request comes to. */
export const wantedFields = ({ release, images }: Pick<UpgradeRequest, "release" | "images">): Fields => ({
  ...(release === undefined ? {} : { release }),
  ...Object.fromEntries(Object.entries(images).map(([service, image]) => [`images.${service}`, image])),
});

/** What an entry says of the same settings now. */
export function fieldsOf(entry: YAMLMap, like: Fields): Fields {
  return Object.fromEntries(
    Object.keys(like).map((path) => {
      const value = entry.getIn(path.split("."));
      if (value === undefined || value === null) return [path, null];
      return [path, typeof value === "number" || typeof value === "boolean" ? value : String(value)];
    }),
  );
}

/** Writes the settings of some entries into the stack file, in one go; everything else stays as it is. */
export function writeFields(workspace: Workspace, entries: Readonly<Record<string, Fields>>): void {
  const file = readStackFile(workspace);
  for (const [name, fields] of Object.entries(entries)) setFields(entryOf(file, name), fields);
  writeStackFile(workspace, file);
}

export function setFields(entry: YAMLMap, fields: Fields): void {
  for (const [path, value] of Object.entries(fields)) {
    const [first = "", ...rest] = path.split(".");
    if (value !== null) {
      entry.setIn([first, ...rest], value);
      continue;
    }
    // A roll-back that goes on takes out what an earlier attempt has taken out already.
    if (entry.hasIn([first, ...rest])) entry.deleteIn([first, ...rest]);
    const group = entry.get(first);
    if (rest.length > 0 && group instanceof YAMLMap && group.items.length === 0) entry.delete(first);
  }
}

/** The same workspace, whose list says something else: to know what an edit comes to before it is written. */
export function withFields(workspace: Workspace, entries: Readonly<Record<string, Fields>>): Workspace {
  const { engine } = workspace;
  const config = async () => {
    const now = await engine.config();
    return { ...now, [listKey]: JSON.stringify(edited(JSON.parse(now[listKey] ?? "[]"), entries)) };
  };
  return { ...workspace, engine: { ...engine, config } };
}

function edited(list: unknown, entries: Readonly<Record<string, Fields>>): unknown {
  if (!Array.isArray(list)) throw new FleetError("config", `The stack file has no list ${listKey}.`);
  return list.map((entry: unknown) => {
    if (typeof entry !== "object" || entry === null || !("name" in entry)) return entry;
    return Object.entries(entries[String(entry.name)] ?? {}).reduce<object>(withField, entry);
  });
}

function withField(entry: object, [path, value]: [string, Fields[string] | undefined]): object {
  const [first = "", second] = path.split(".");
  if (second !== undefined) {
    const group = (entry as Record<string, unknown>)[first]; // an entry is an object by name
    const inner = typeof group === "object" && group !== null ? group : {};
    return { ...entry, [first]: withField(inner, [second, value]) };
  }
  const others = Object.entries(entry).filter(([key]) => key !== first);
  return Object.fromEntries(value === null || value === undefined ? others : [...others, [first, value]]);
}
