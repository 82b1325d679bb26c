import { YAMLMap } from "yaml";
import { isGroup } from "../../../components/config/merge";
import { FleetError } from "../errors";
import { type StackFile, entryOf, readStackFile, writeStackFile } from "../stackFile";
import type { Workspace } from "../workspace";
import type { Journal } from "./journal";

const setting = "previousJwtKeys";

/** What a rotation writes into an entry: a value by path, undefined to take it out. */
type Edits = readonly (readonly [group: "rotation" | "keys", key: string, value: string | number | undefined])[];

type Change = Pick<Journal, "mode" | "overlap" | "secrets">;

function editsOf({ mode, overlap, secrets }: Change): Edits {
  if (mode === "finish") return [["keys", setting, undefined]];
  const raised = secrets.map(({ secret, to }) => ["rotation", secret, to] as const);
  const signing = secrets.some(({ secret }) => secret === "jwtKeys");
  return signing ? [...raised, ["keys", setting, overlap ? "accept" : undefined]] : raised;
}

/** Writes a rotation into the stack file. A second time it changes nothing: the generation is given, not counted up. */
export function editStackFile(workspace: Workspace, change: Change, instance: string): void {
  const file = readStackFile(workspace);
  const before = file.document.toString();
  const entry = entryOf(file, instance);
  for (const [group, key, value] of editsOf(change)) edit(file, entry, group, key, value);
  if (file.document.toString() !== before) writeStackFile(workspace, file);
}

function edit({ document }: StackFile, entry: YAMLMap, group: string, key: string, value: string | number | undefined) {
  const found = entry.get(group);
  if (value !== undefined) {
    if (found instanceof YAMLMap) found.set(key, value);
    else entry.set(group, document.createNode({ [key]: value }));
  } else if (found instanceof YAMLMap) {
    found.delete(key);
    if (found.items.length === 0) entry.delete(group);
  }
}

/** The same stack as it will be once a rotation is written, for a plan of it; nothing is written. */
export function asIfEdited(workspace: Workspace, change: Change, instance: string): Workspace {
  const config = async () => {
    const settings = await workspace.engine.config();
    const key = "supabase-fleet:instances";
    const list: unknown = JSON.parse(settings[key] ?? "[]");
    if (!Array.isArray(list)) throw new FleetError("config", `${key} is no list`);
    const edited = list.map((entry: unknown) => (isGroup(entry) && entry.name === instance ? changed(entry, change) : entry)); // prettier-ignore
    return { ...settings, [key]: JSON.stringify(edited) };
  };
  return { ...workspace, engine: { ...workspace.engine, config } };
}

type Group = Readonly<Record<string, unknown>>;

function changed(entry: Group, change: Change): Group {
  return editsOf(change).reduce<Group>((all, [group, key, value]) => {
    const inner = isGroup(all[group]) ? all[group] : {};
    // A value that is undefined is left out of the JSON text.
    return { ...all, [group]: { ...inner, [key]: value } };
  }, entry);
}
