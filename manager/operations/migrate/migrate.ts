import { hostname, userInfo } from "node:os";
import { recorded } from "../apply";
import { FleetError } from "../errors";
import { type Running, begin, end, note, stopIfCancelled } from "../progress";
import type { Workspace } from "../workspace";
import { applyFile } from "./applyFile";
import { type Choice, compare, nextOf, refusalOf } from "./compare";
import { type MigrationFile, type MigrationFolder, faultOf, readFolder } from "./folder";
import { readHistory, tableStatements } from "./history";
import { lockMigrations } from "./lock";
import { compareSeeds, loadSeeds } from "./seed";
import { readSeeds } from "./seedFiles";
import { transactionOf } from "./steps";
import type { AppliedMigration, MigrationPlan, MigrationReport, NextMigration } from "./types";
import { type Connection, type Login, connected } from "./wire/connection";

export interface MigrateRequest extends Choice {
  readonly instance: string;
  /** Folder of the migrations, or a project it lies in; the current directory's project when unset. */
  readonly folder?: string | undefined;
  /** Whether seed files are loaded too. */
  readonly seed?: boolean | undefined;
}

/**
 * What a folder and a database have of each other; changes nothing.
 * @throws FleetError when the folder or the database cannot be read.
 */
export async function migrationsOf(workspace: Workspace, request: MigrateRequest): Promise<MigrationPlan> {
  const folder = readFolder(request.folder);
  refuseUnknown(folder, request);
  return await connected(workspace, loginOf(request), async (connection) => await planOf(connection, folder, request));
}

/** @throws FleetError when these migrations may not be applied to this database. */
export function refuseUnfit({ instance, migrations, next }: MigrationPlan, choice: Choice): void {
  const fault = next.flatMap((each) => each.fault ?? [])[0];
  const refusal = refusalOf(instance, migrations, choice) ?? (fault && `${fault} Nothing was applied.`);
  if (refusal !== undefined) throw new FleetError("refused", refusal);
}

/**
 * Applies the migrations that were agreed to, each in a transaction with its record, as one recorded job.
 * @param agreed versions, as `migrationsOf` told them.
 * @throws FleetError when one fails: those before it stay, and the next run goes on with it.
 */
export async function migrate(
  workspace: Workspace,
  request: MigrateRequest & { readonly agreed: readonly string[]; readonly wait?: number },
  running: Running,
): Promise<MigrationReport> {
  const folder = readFolder(request.folder);
  return await recorded(
    workspace,
    { job: `migrate ${request.instance}`, wait: request.wait ?? 0 },
    running,
    async () => {
      const work = async (connection: Connection) => await applyAgreed(connection, folder, request, running);
      return await connected(workspace, loginOf(request, running), work);
    },
  );
}

async function applyAgreed(
  connection: Connection,
  folder: MigrationFolder,
  request: MigrateRequest & { readonly agreed: readonly string[] },
  running: Running,
): Promise<MigrationReport> {
  const { instance, agreed } = request;
  await lockMigrations(connection, instance);
  const plan = await planOf(connection, folder, request);
  refuseUnfit(plan, request);
  if (plan.next.map(({ version }) => version).join() !== agreed.join())
    throw new FleetError("refused", `The folder or the database of ${instance} has changed since the question. Nothing was applied; look again.`); // prettier-ignore
  const applied = await applyAll(connection, folder, plan, running);
  const seeds = plan.seeds.filter(({ state }) => state !== "loaded");
  if (seeds.length > 0) await loadSeeds(connection, instance, readSeeds(folder.path), seeds, running);
  const versions = (await readHistory(connection)).map(({ version }) => version);
  return { instance, folder: folder.path, applied, seeds, versions };
}

async function applyAll(
  connection: Connection,
  { files }: MigrationFolder,
  { instance, next }: MigrationPlan,
  running: Running,
): Promise<AppliedMigration[]> {
  if (next.length > 0) await makeTable(connection, instance);
  const applied: AppliedMigration[] = [];
  try {
    for (const file of files.filter((each) => next.some(({ version }) => version === each.version))) {
      stopIfCancelled(running);
      begin(running, `applying ${file.file}`, instance);
      const begun = Date.now();
      await applyFile(connection, file);
      applied.push({ version: file.version, name: file.name, statements: file.statements.length, milliseconds: Date.now() - begun }); // prettier-ignore
      end(running, `applied ${file.file}`, instance);
    }
    return applied;
  } finally {
    // REST serves what it saw at its start, until it is told.
    if (applied.length > 0) await connection.alone("notify pgrst, 'reload schema'").catch(() => undefined);
  }
}

async function makeTable(connection: Connection, instance: string): Promise<void> {
  const { error } = await connection.together([{ sql: "begin" }, ...tableStatements, { sql: "commit" }]);
  if (error === undefined) return;
  throw new FleetError("failed", `The table of migrations cannot be made in ${instance}: ${error.message} (${error.code}).`); // prettier-ignore
}

async function planOf(
  connection: Connection,
  folder: MigrationFolder,
  request: MigrateRequest,
): Promise<MigrationPlan> {
  const migrations = compare(folder.files, await readHistory(connection));
  const wanted = nextOf(migrations, request);
  const next = folder.files.filter(({ version }) => wanted.includes(version)).map(nextFrom);
  const seeds = request.seed === true ? await compareSeeds(connection, readSeeds(folder.path)) : [];
  return { instance: request.instance, folder: folder.path, migrations, skipped: folder.skipped, next, seeds };
}

function nextFrom(file: MigrationFile): NextMigration {
  const { version, name, statements } = file;
  const fault = faultOf(file);
  return { version, name, statements: statements.length, transaction: transactionOf(file), ...(fault === undefined ? {} : { fault }) }; // prettier-ignore
}

const loginOf = ({ instance }: MigrateRequest, running?: Running): Login => ({
  instance,
  application: `fleet migrate, ${userInfo().username} on ${hostname()}`,
  notice({ severity, message }) {
    if (running !== undefined) note(running, `${severity}: ${message}`, instance);
  },
});

function refuseUnknown({ files, path }: MigrationFolder, { upTo }: MigrateRequest): void {
  if (upTo === undefined || files.some(({ version }) => version === upTo)) return;
  throw new FleetError("usage", `There is no version ${upTo} in ${path}. There are: ${files.map(({ version }) => version).join(", ")}.`); // prettier-ignore
}
