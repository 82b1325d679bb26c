import { entryOf } from "../stackFile";
import type { Edit } from "./edit";
import { type SettingPath, written } from "./path";
import { node, setAt, unsetAt } from "./values";

/** A setting of an entry and what it becomes; undefined takes it out, so that the default counts again. */
export interface Change {
  readonly path: SettingPath;
  readonly value: unknown;
}

/** Several settings of an instance at once: all of them or none. */
export const changing = (name: string, changes: readonly Change[]): Edit => ({
  job: `set ${name} ${changes.map(({ path }) => written(path)).join(" ")}`.trim(),
  name,
  change(file) {
    const entry = entryOf(file, name);
    for (const { path, value } of changes) {
      if (value !== undefined) setAt(entry, path, node(file.document, value, { flow: Array.isArray(value) }));
      else if (entry.hasIn(path)) unsetAt(entry, path);
    }
  },
});
