import pc from "./colours";
import type {
  MigrationPlan,
  MigrationReport,
  MigrationState,
  NextMigration,
  Seed,
} from "../../operations/migrate/types";
import { visible } from "./fit";
import { table } from "../table";

const states: Record<MigrationState, string> = {
  applied: "applied",
  pending: "pending",
  outOfOrder: "not applied, and older than what is",
  missing: "on the database, not in the folder",
};

/** All migrations of a folder and a database. */
export function migrationsText({ instance, folder, migrations, skipped }: MigrationPlan): string {
  const rows = migrations.map(({ version, name, state, changed }) => [visible(version), visible(name), changed ? "applied; its file has changed since" : states[state]]); // prettier-ignore
  return [
    `${pc.bold(instance)}${pc.dim(` and ${folder}`)}`,
    table(["VERSION", "NAME", "STATE"], rows),
    ...skippedLines(skipped),
  ].join("\n");
}

const transactions: Record<NextMigration["transaction"], string> = {
  one: "one transaction",
  several: "several steps: Postgres refuses some of it in a transaction",
  own: "the transactions that the file itself has",
};

const seedStates: Record<Seed["state"], string> = {
  new: "to load",
  changed: "changed since it was loaded: its new hash is noted, nothing is loaded",
  loaded: "loaded",
};

/** What a run would apply. */
export function nextText({ instance, folder, skipped, next, seeds }: MigrationPlan): string {
  // Of a file that is no SQL nobody expects to be applied.
  const left = skippedLines(skipped.filter(({ file }) => file.endsWith(".sql")));
  const seedLines = seeds.map(({ path, state }) => `Seed file ${path}: ${seedStates[state]}`);
  if (next.length === 0) return [`Nothing to apply: ${instance} has every migration of the folder.`, ...seedLines, ...left].join("\n"); // prettier-ignore
  const rows = next.map(({ version, name, statements, transaction }) => [version, name, String(statements), transactions[transaction]]); // prettier-ignore
  const head = `To apply to ${pc.bold(instance)}, from ${folder}:`;
  return [head, table(["VERSION", "NAME", "STATEMENTS", "APPLIED IN"], rows), ...seedLines, ...left].join("\n");
}

export function migratedText({ instance, applied, versions, seeds }: MigrationReport): string {
  const rows = applied.map(({ version, name, statements, milliseconds }) => [version, name, String(statements), `${milliseconds} ms`]); // prettier-ignore
  const loaded = seeds.filter(({ state }) => state === "new").map(({ path }) => path);
  const count = `${versions.length} ${versions.length === 1 ? "migration" : "migrations"}`;
  return [
    ...(rows.length === 0 ? [] : [table(["APPLIED", "NAME", "STATEMENTS", "TIME"], rows)]),
    `${instance} has ${count}, the newest ${versions.at(-1) ?? ""}.${rows.length === 0 ? "" : " REST reads the schema anew."}`,
    ...(loaded.length === 0 ? [] : [`Loaded: ${loaded.join(", ")}.`]),
  ].join("\n");
}

const skippedLines = (skipped: MigrationPlan["skipped"]): string[] =>
  skipped.map(({ file, reason }) => pc.dim(`Left out: ${visible(file)} (${reason})`));
