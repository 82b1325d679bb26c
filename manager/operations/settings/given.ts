import { isGroup } from "../../../components/config/merge";
import { type SettingPath, settingPath } from "../edit/path";
import { type Given, drop, given, namedFiles } from "../environment/given";
import { FleetError } from "../errors";
import { entryOf, namesIn, readStackFile } from "../stackFile";
import type { Workspace } from "../workspace";
import type { Settings } from "./change";
import { type SchemaNode, below, isSecret, stackSchema } from "./schema";
import { hidden } from "./written";

/**
 * Settings with their secrets out of sight: a text that somebody typed goes where given secrets lie, and one that was never
 * told, `[secret]`, stays what it is.
 * @param work gets what can be written into the stack file; whatever of it is not written is forgotten.
 * @throws FleetError when a secret is to stay that is not there.
 */
export async function withGiven<T>(
  workspace: Workspace,
  instance: string,
  settings: Settings,
  work: (settings: Settings) => Promise<T>,
): Promise<T> {
  const taking: Taking = { workspace, instance, entry: writtenEntry(workspace, instance), files: [] };
  const before = namedFiles(workspace, instance);
  try {
    const taken: Record<string, unknown> = {};
    for (const [path, value] of Object.entries(settings)) {
      const at = settingPath(path);
      taken[path] = await take(taking, at, value, nodeAt(at));
      if (taken[path] === undefined) throw new FleetError("usage", `${path} is not set here, so there is no secret that could stay.`); // prettier-ignore
    }
    return await work(taken);
  } finally {
    // Not what others have put there meanwhile, who have not come to write it yet.
    drop(workspace, [...before, ...taking.files]);
  }
}

interface Taking {
  readonly workspace: Workspace;
  readonly instance: string;
  /** As the stack file has it; empty for one that is to be made. */
  readonly entry: unknown;
  /** Made for these settings. */
  readonly files: string[];
}

async function take(taking: Taking, path: SettingPath, value: unknown, part: SchemaNode | undefined): Promise<unknown> {
  if (part !== undefined && isSecret(part) && typeof value === "string" && value !== "")
    return value === hidden ? standing(taking, path) : await keep(taking, path, value);
  const inner = async (key: string | number, child: unknown) =>
    await take(taking, [...path, key], child, part && below(part, String(key)));
  if (Array.isArray(value)) return await Promise.all(value.map(async (each, index) => await inner(index, each)));
  if (!isGroup(value)) return value;
  const pairs = Object.entries(value).map(async ([key, child]) => [key, await inner(key, child)] as const);
  return Object.fromEntries((await Promise.all(pairs)).filter(([, child]) => child !== undefined));
}

async function keep({ workspace, instance, files }: Taking, path: SettingPath, secret: string): Promise<Given> {
  const kept = await given(workspace, instance, path.join("_").replace(/\W/g, "_"), secret);
  if ("file" in kept) files.push(kept.file);
  return kept;
}

/** What the entry says; undefined, to be left out of its group, where the defaults say it. */
const standing = ({ entry }: Taking, path: SettingPath): unknown =>
  path.reduce<unknown>((now, key) => (isGroup(now) ? now[key] : undefined), entry);

const nodeAt = (path: SettingPath): SchemaNode | undefined =>
  path.reduce<SchemaNode | undefined>((part, key) => part && below(part, String(key)), stackSchema().definitions?.settings); // prettier-ignore

function writtenEntry(workspace: Workspace, instance: string): unknown {
  const file = readStackFile(workspace);
  return namesIn(file).includes(instance) ? entryOf(file, instance).toJS(file.document) : {};
}
