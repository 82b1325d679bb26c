import { existsSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { recorded } from "../apply";
import { FleetError, messageOf } from "../errors";
import { model } from "../model";
import type { Running } from "../progress";
import type { Workspace } from "../workspace";
import { withEveryStore } from "./everyStore";
import { type Repository, repositoryOf } from "./repository";

/** Everything that it takes to read the backups of a stack, with nothing else of it left. Secrets in it are plain. */
export interface KeyFile {
  readonly kind: "supabase-fleet backup keys";
  readonly version: 1;
  readonly stack: string;
  /** ISO 8601. */
  readonly written: string;
  readonly repositories: readonly Repository[];
}

/** What was written, without a secret. */
export interface WrittenKeys {
  /** Absolute path. */
  readonly file: string;
  readonly instances: readonly string[];
}

/**
 * Writes the keys to the backups of every instance that has a store, also of those that make none at present; or of one.
 * @param wait seconds to wait for another job to end.
 * @throws FleetError when the file is there already, or no instance makes backups.
 */
export async function exportKeys(
  workspace: Workspace,
  { path, only, wait = 0 }: { readonly path: string; readonly only?: string; readonly wait?: number },
  running: Running,
): Promise<WrittenKeys> {
  const file = resolve(path);
  if (existsSync(file)) throw new FleetError("usage", `${file} is there already, perhaps with the only keys to other backups. Name another file.`); // prettier-ignore
  const job = `backup key export${only === undefined ? "" : ` ${only}`}`;
  return await recorded(workspace, { job, wait }, running, async () => {
    const known = await model(await withEveryStore(workspace));
    const all = known.fleet.instances.filter(({ services }) => services.includes("backup")).map(({ name }) => name);
    const names = only === undefined ? all : all.filter((name) => name === only);
    if (names.length === 0)
      throw new FleetError(
        "refused",
        `There is no backup.store${only === undefined ? "" : ` for ${only}`}, so there is no key.`,
      );
    const keys: KeyFile = {
      kind: "supabase-fleet backup keys",
      version: 1,
      stack: workspace.stack,
      written: new Date().toISOString(),
      repositories: names.map((name) => repositoryOf(known, name)),
    };
    writeFileSync(file, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600, flag: "wx" });
    return { file, instances: names };
  });
}

/** @throws FleetError when it is not such a file. */
export function readKeys(path: string, read: (file: string) => string): KeyFile {
  const file = resolve(path);
  try {
    const parsed: unknown = JSON.parse(read(file));
    if (
      typeof parsed === "object" &&
      parsed !== null &&
      "kind" in parsed &&
      parsed.kind === "supabase-fleet backup keys"
    )
      return parsed as KeyFile; // ours, by its kind
  } catch (error) {
    throw new FleetError("usage", `${file} cannot be read as a key file: ${messageOf(error)}`);
  }
  throw new FleetError("usage", `${file} is no key file; "fleet backup key export <file>" writes one.`);
}
