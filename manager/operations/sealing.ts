import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FleetError } from "./errors";
import type { Workspace } from "./workspace";

/** Puts secrets where an entry of the list can refer to them. */
export interface Sealer {
  /** Value for the entry: encrypted text, or the path of a file that its owner alone can read. */
  seal(path: string, value: string): Promise<unknown>;
  /** Takes the files away again, when the entry is not written. */
  undo(): void;
}

/**
 * @param place folder for the files below `.supabase-fleet`.
 * @throws FleetError when nothing can encrypt.
 */
export function sealer(workspace: Workspace, place: readonly string[], encrypt: boolean): Sealer {
  if (encrypt && workspace.engine.encrypt === undefined)
    throw new FleetError("missing", "Encrypted values need the Pulumi CLI. Without --encrypt each secret becomes a file that its owner alone can read."); // prettier-ignore
  const own = join(".supabase-fleet", ...place);
  const folder = join(workspace.folder, own);
  return {
    async seal(path, value) {
      if (encrypt) return { secure: await workspace.engine.encrypt?.(value) };
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      writeFileSync(join(folder, path), value, { mode: 0o600 });
      // A path starts at the program's folder.
      return { file: workspace.folder === workspace.program ? join(own, path) : join(folder, path) };
    },
    undo: () => rmSync(folder, { recursive: true, force: true }),
  };
}
