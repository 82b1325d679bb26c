import { createHash } from "node:crypto";
import type { MigrationFile } from "./folder";
import type { Migration } from "./types";

/** A row of supabase_migrations.schema_migrations. */
export interface Recorded {
  readonly version: string;
  readonly name: string;
  /** Fingerprint of its statements; undefined where none were recorded. */
  readonly mark: string | undefined;
}

/** What the folder has and what the database has, in the order of the versions. */
export function compare(files: readonly MigrationFile[], recorded: readonly Recorded[]): Migration[] {
  const done = new Map(recorded.map((row) => [row.version, row]));
  const newest = [...done.keys()].sort().at(-1) ?? "";
  const inFolder = files.map((file): Migration => {
    const { version, name } = file;
    const row = done.get(version);
    if (row === undefined) return { version, name, state: version < newest ? "outOfOrder" : "pending", changed: false };
    return { version, name, state: "applied", changed: row.mark !== undefined && row.mark !== markOf(file) };
  });
  const known = new Set(files.map(({ version }) => version));
  const missing = recorded
    .filter(({ version }) => !known.has(version))
    .map(({ version, name }): Migration => ({ version, name, state: "missing", changed: false }));
  return [...inFolder, ...missing].sort((a, b) => (a.version < b.version ? -1 : 1));
}

/** Of statements, as `history.ts` has the database make it. */
export const markOf = ({ statements }: Pick<MigrationFile, "statements">): string =>
  createHash("md5").update(statements.map(({ text }) => text).join("\u001f")).digest("hex"); // prettier-ignore

export interface Choice {
  /** Whether what is out of order is applied too, as with the official CLI's --include-all. */
  readonly includeAll?: boolean | undefined;
  /** The last version to apply; all when unset. */
  readonly upTo?: string | undefined;
}

/** Versions to apply, in order. */
export function nextOf(migrations: readonly Migration[], { includeAll = false, upTo }: Choice): string[] {
  return migrations
    .filter(({ state }) => state === "pending" || (includeAll && state === "outOfOrder"))
    .filter(({ version }) => upTo === undefined || version <= upTo)
    .map(({ version }) => version);
}

/** Why nothing may be applied, with what to do; undefined when it may. */
export function refusalOf(instance: string, migrations: readonly Migration[], choice: Choice): string | undefined {
  const versions = (wanted: Migration["state"]) =>
    migrations.filter(({ state }) => state === wanted).map(({ version }) => version);
  const missing = versions("missing");
  if (missing.length > 0) return missingText(instance, missing);
  const early = versions("outOfOrder").filter((version) => choice.upTo === undefined || version <= choice.upTo);
  if (early.length > 0 && choice.includeAll !== true)
    return [
      `Older than what the database of ${instance} has already, and not applied: ${early.join(", ")}. Nothing was applied.`,
      `Give them newer versions, or apply them now, before the rest, with --include-all.`,
    ].join("\n");
  return undefined;
}

function missingText(instance: string, versions: readonly string[]): string {
  // What others have written is not for a shell, unless it is a number.
  const isPlain = versions.every((version) => /^[0-9]+$/.test(version));
  const shown = versions.map((version) => (isPlain ? version : JSON.stringify(version))).join(", ");
  const list = isPlain ? versions.map((version) => `'${version}'`).join(", ") : "…";
  return [
    `The database of ${instance} has migrations that the folder has not: ${shown}. Nothing was applied.`,
    `Get their files (git pull, or "supabase migration fetch"). If they should not count as applied any more:`,
    `  fleet psql ${instance} -- -c "delete from supabase_migrations.schema_migrations where version in (${list})"`,
  ].join("\n");
}
