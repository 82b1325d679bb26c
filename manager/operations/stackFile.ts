import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import writeFileAtomic from "write-file-atomic";
import { type Document, YAMLMap, YAMLSeq, parseDocument } from "yaml";
import { spliced } from "./edit/spliced";
import { FleetError, messageOf } from "./errors";
import type { Workspace } from "./workspace";

/** A stack file as text and tree. Edits of the tree are worked into the text, so that everything else stays as it is. */
export interface StackFile {
  readonly document: Document;
  /** The text it was read from. */
  readonly text: string;
  /** Hash of the text it was read from. */
  readonly read: string;
}

const hash = (text: string) => createHash("sha256").update(text).digest("hex");

export function readStackFile({ stackFile }: Workspace): StackFile {
  const text = readFileSync(stackFile, "utf8");
  const document = parseDocument(text);
  const [problem] = document.errors;
  if (problem !== undefined) throw new FleetError("config", `${stackFile} is no YAML: ${problem.message}`);
  return { document, text, read: hash(text) };
}

/** The text that the tree comes to. @throws FleetError when an edit took away what another place refers to. */
export function textOf({ text, document }: StackFile): string {
  try {
    return spliced(text, document);
  } catch (error) {
    throw new FleetError("usage", `The stack file cannot be edited like that: ${messageOf(error)}`, { cause: error });
  }
}

/**
 * Writes the tree back, whole or not at all.
 * @throws FleetError when somebody wrote the file since it was read: their edit is not lost.
 */
export function writeStackFile({ stackFile }: Workspace, file: StackFile): void {
  if (hash(readFileSync(stackFile, "utf8")) !== file.read)
    throw new FleetError(
      "busy",
      `${stackFile} was changed by somebody else meanwhile. Nothing was written; run this again.`,
    );
  writeFileAtomic.sync(stackFile, textOf(file), { mode: statSync(stackFile).mode });
}

const key = (name: string) => ["config", `supabase-fleet:${name}`];

/** The list of instances. @throws FleetError when there is none. */
export function instanceList({ document }: StackFile): YAMLSeq {
  const list = document.getIn(key("instances"));
  if (list instanceof YAMLSeq) return list;
  throw new FleetError("config", "The stack file has no list supabase-fleet:instances.");
}

/** Makes the list where there is none yet, or an empty one in brackets. */
export function startList({ document }: StackFile): void {
  const list = document.getIn(key("instances"));
  if (list instanceof YAMLSeq) list.flow &&= list.items.length > 0;
  else document.setIn(key("instances"), new YAMLSeq());
}

/** A setting of the whole stack, such as `templates`, as a plain value. */
export function stackSetting({ document }: StackFile, name: string): unknown {
  const found = document.getIn(key(name));
  return found instanceof YAMLMap || found instanceof YAMLSeq ? found.toJSON() : found;
}

/** Names in the list, in its order. */
export function namesIn(file: StackFile): string[] {
  if (!file.document.hasIn(key("instances")) || file.document.getIn(key("instances")) === null) return [];
  return instanceList(file).items.map((entry) => (entry instanceof YAMLMap ? String(entry.get("name")) : ""));
}

/** The entry of an instance. @throws FleetError naming those there are. */
export function entryOf(file: StackFile, name: string): YAMLMap {
  const found = instanceList(file).items.find((entry) => entry instanceof YAMLMap && entry.get("name") === name);
  if (found instanceof YAMLMap) return found;
  throw new FleetError("usage", `There is no instance "${name}" in the list. ${listed(namesIn(file))}`);
}

const listed = (names: readonly string[]) =>
  names.length === 0 ? "The list is empty." : `There are: ${names.join(", ")}.`;
