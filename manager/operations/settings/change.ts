import { isGroup } from "../../../components/config/merge";
import type { Edit } from "../edit/edit";
import { type SettingPath, settingPath, written } from "../edit/path";
import { setting, unsetting } from "../edit/set";
import { FleetError } from "../errors";

/** Settings by path, such as `auth.siteUrl`; null takes one out, so that the default counts again. */
export type Settings = Readonly<Record<string, unknown>>;

/** Several settings as one change. @throws FleetError when a path is none. */
export function settingChange(name: string, settings: Settings): Edit {
  const parts = Object.entries(settings).map(([path, value]) =>
    value === null ? unsetting(name, path) : setting(name, path, JSON.stringify(value)),
  );
  if (parts.length === 0) throw new FleetError("usage", "No setting was given, so there is nothing to change.");
  const paths = Object.keys(settings).map((path) => written(settingPath(path)));
  if (paths.includes("name")) throw new FleetError("usage", "The name of an instance never changes.");
  return {
    job: `set ${name} ${paths.join(" ")}`,
    name,
    async change(file, workspace) {
      for (const part of parts) await part.change(file, workspace);
    },
  };
}

const ofTheServer: readonly RegExp[] = [/^images(\.|$)/, /^env(\.|$)/, /^functions\.folder$/, /^backup\.store(\.|$)/, /\.file$/, /\.env$/]; // prettier-ignore

/**
 * Settings that read a file or variable of the server, mount a folder of a host or run another program: whoever gives them
 * gets further than the instance.
 */
export const reachingOut = (settings: Settings): string[] =>
  Object.entries(settings)
    .flatMap(([path, value]) => leaves(settingPath(path), value))
    .filter((path) => ofTheServer.some((pattern) => pattern.test(path)));

function leaves(path: SettingPath, value: unknown): string[] {
  const inner = Array.isArray(value) || isGroup(value) ? Object.entries(value) : [];
  return inner.length === 0 ? [path.join(".")] : inner.flatMap(([key, child]) => leaves([...path, key], child));
}
