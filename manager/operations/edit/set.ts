import type { Engine } from "../engines/engine";
import { FleetError } from "../errors";
import { type StackFile, entryOf, stackSetting } from "../stackFile";
import type { Edit } from "./edit";
import { settingPath, written } from "./path";
import { node, setAt, unsetAt, yamlValue } from "./values";

/** Gives a setting of an instance a value, read as YAML. */
export function setting(name: string, path: string, value: string): Edit {
  const at = settingPath(path);
  return {
    job: `set ${name} ${written(at)}`,
    name,
    change: (file) => setAt(entryOf(file, name), at, yamlValue(value)),
  };
}

/** Takes a setting out of an entry, so that the default counts again. */
export function unsetting(name: string, path: string): Edit {
  const at = settingPath(path);
  return { job: `unset ${name} ${written(at)}`, name, change: (file) => unsetAt(entryOf(file, name), at) };
}

/** Gives a setting an encrypted value. @throws FleetError where nothing can encrypt. */
export async function secretSetting(engine: Engine, name: string, path: string, secret: string): Promise<Edit> {
  const at = settingPath(path);
  const secure = await encryptWith(engine, name, written(at))(secret);
  return {
    job: `set ${name} ${written(at)}`,
    name,
    change: (file) => setAt(entryOf(file, name), at, node(file.document, { secure })),
  };
}

/** @throws FleetError where nothing can encrypt, before anybody is asked for the secret. */
export function encryptWith({ encrypt }: Engine, name: string, path: string): (text: string) => Promise<string> {
  if (encrypt !== undefined) return encrypt;
  throw new FleetError(
    "missing",
    [
      "The embedded engine cannot encrypt values in the stack file. Say where the secret is instead:",
      `  fleet set ${name} ${path} '{ env: A_VARIABLE }'      a variable of the machine that runs fleet`,
      `  fleet set ${name} ${path} '{ file: /a/path }'        a file that only you can read`,
    ].join("\n"),
  );
}

/** Takes the containers away and keeps everything else. */
export const pausing = (name: string): Edit => ({
  job: `pause ${name}`,
  name,
  change(file) {
    if (stateOf(file, name) === "paused") throw new FleetError("usage", `${name} is paused in the list already.`);
    entryOf(file, name).set("state", "paused");
  },
});

export const resuming = (name: string): Edit => ({
  job: `resume ${name}`,
  name,
  change(file) {
    if (stateOf(file, name) !== "paused") throw new FleetError("usage", `${name} is not paused in the list.`);
    const entry = entryOf(file, name);
    entry.delete("state");
    // Where the defaults pause everybody, the entry has to say otherwise.
    if (stateOf(file, name) === "paused") entry.set("state", "active");
  },
});

function stateOf(file: StackFile, name: string): unknown {
  const defaults = stackSetting(file, "defaults");
  const given = typeof defaults === "object" && defaults !== null && "state" in defaults ? defaults.state : undefined;
  return entryOf(file, name).get("state") ?? given;
}
