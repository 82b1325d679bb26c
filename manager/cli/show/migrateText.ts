import pc from "picocolors";
import type { MigrationPlan, MigrationReport, MigrationState } from "../../operations/migrate/types";
import { table } from "../table";

const states: Record<MigrationState, string> = {
  applied: "applied",
  pending: "pending",
  outOfOrder: "not applied, and older than what is",
  missing: "on the database, not in the folder",
};

/** All migrations of a folder and a database. */
export function migrationsText({ instance, folder, migrations, skipped }: MigrationPlan): string {
  const rows = migrations.map(({ version, name, state, changed }) => [version, name, changed ? "applied; its file has changed since" : states[state]]); // prettier-ignore
  return [
    `${pc.bold(instance)}${pc.dim(` and ${folder}`)}`,
    table(["VERSION", "NAME", "STATE"], rows),
    ...skippedLines(skipped),
  ].join("\n");
}

/** What a run would apply. */
export function nextText({ instance, migrations, skipped, next }: MigrationPlan): string {
  if (next.length === 0) return [`Nothing to do: ${instance} has every migration of the folder.`, ...skippedLines(skipped)].join("\n"); // prettier-ignore
  const names = new Map(migrations.map(({ version, name }) => [version, name]));
  const lines = next.map((version) => `  ${version}  ${names.get(version) ?? ""}`);
  return [`To apply to ${instance}, each in a transaction of its own:`, ...lines, ...skippedLines(skipped)].join("\n");
}

export function migratedText({ instance, applied, versions }: MigrationReport): string {
  const rows = applied.map(({ version, name, statements, milliseconds }) => [version, name, String(statements), `${milliseconds} ms`]); // prettier-ignore
  return [
    table(["APPLIED", "NAME", "STATEMENTS", "TIME"], rows),
    `${instance} has ${versions.length} ${versions.length === 1 ? "migration" : "migrations"}, the newest ${versions.at(-1) ?? ""}. Its API serves them.`,
  ].join("\n");
}

const skippedLines = (skipped: MigrationPlan["skipped"]): string[] =>
  skipped.map(({ file, reason }) => pc.dim(`Left out: ${file} (${reason})`));
