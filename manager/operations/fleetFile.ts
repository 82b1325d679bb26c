import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { fleetFrom, rawSettings, report } from "../../components/config/read";
import { isGroup } from "../../components/config/merge";
import { Problems } from "../../components/config/problems";
import { releaseNames } from "../../components/release";
import type { Fleet, InstanceSpec } from "../../components/spec";
import { FleetError } from "./errors";
import { type StackFile, entryOf, stackSetting } from "./stackFile";
import type { Workspace } from "./workspace";

/**
 * Which instances and hosts the stack file names, for operations that only look: read in this process, with its secrets
 * left closed. Milliseconds, where running the program takes seconds. It is the list as it is written, applied or not.
 * @throws FleetError naming every wrong setting.
 */
export async function fleetOf(workspace: Workspace): Promise<Fleet> {
  const closed = fromText(readFileSync(workspace.stackFile, "utf8"));
  if (closed !== undefined) return closed;
  // A rule that a closed secret cannot meet, or a real mistake: the settings in full tell.
  const problems = new Problems();
  const fleet = fleetFrom(rawSettings(await workspace.engine.config(), problems), problems);
  if (fleet === undefined || problems.list.length > 0)
    throw new FleetError("config", report(workspace.stack, problems.list));
  return fleet;
}

/** What was read last: a server asks for every answer, and a list of 50 takes 30 ms and 10 MB each time. */
let last: { readonly text: string; readonly fleet: Fleet | undefined } | undefined;

/** The fleet with its secrets left closed; undefined when that is not enough to read it by. It depends on nothing but the text. */
function fromText(text: string): Fleet | undefined {
  if (last?.text !== text) last = { text, fleet: parsed(text) };
  return last.fleet;
}

function parsed(text: string): Fleet | undefined {
  try {
    const { config = {} } = parse(text) as { config?: Record<string, unknown> }; // what is in it is checked below
    const problems = new Problems();
    const settings = Object.entries(config).map(([key, value]) => [key, settingText(value)] as const);
    const fleet = fleetFrom(rawSettings(Object.fromEntries(settings), problems), problems);
    return problems.list.length === 0 ? fleet : undefined;
  } catch {
    return undefined;
  }
}

const settingText = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(closed(value)));

/** Values that say where a secret is; encrypted, in a file, in a variable. */
const references: readonly string[] = ["secure", "file", "env"];

/** A value without its secrets, and without the files that only containers read. */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (!isGroup(value)) return value;
  const [only, ...more] = Object.entries(value);
  if (only !== undefined && more.length === 0 && references.includes(only[0]) && typeof only[1] === "string")
    return "closed";
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== "secrets")
      .map(([key, inner]) => [key, key === "functions" && isGroup(inner) ? withoutFolder(inner) : closed(inner)]),
  );
}

const withoutFolder = (functions: Record<string, unknown>): unknown => {
  const { folder: _folder, ...rest } = functions;
  return closed(rest);
};

/** What an InstanceSpec does not carry on: its release, and the names of the secrets that the operator gives. */
export function writtenIn(file: StackFile, { name, config }: InstanceSpec): { release: string; given: Set<string> } {
  const given = [stackSetting(file, "defaults"), entryOf(file, name).toJSON()].flatMap((group) =>
    isGroup(group) && isGroup(group.secrets) ? Object.keys(group.secrets) : [],
  );
  return { release: config.release ?? String(stackSetting(file, "release") ?? releaseNames[0]), given: new Set(given) };
}

/** The instances of these names; all when none is given. @throws FleetError naming those there are. */
export function instancesNamed({ instances }: Fleet, names: readonly string[]): readonly InstanceSpec[] {
  if (names.length === 0) return instances;
  return names.map((name) => {
    const found = instances.find((instance) => instance.name === name);
    if (found !== undefined) return found;
    const known = instances.length === 0 ? "The list is empty." : `There are: ${instances.map((one) => one.name).join(", ")}.`; // prettier-ignore
    throw new FleetError("usage", `There is no instance "${name}" in the list. ${known}`);
  });
}
