import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { FleetError } from "../errors";
import { model } from "../model";
import { type Running, begin, end } from "../progress";
import { targetOf } from "../snapshot/target";
import { wholeFile } from "../wholeFile";
import type { Workspace } from "../workspace";
import { dumpPath, listBackups } from "./backups";
import { repositoryOf, restic } from "./repository";

/** A dump that can be fetched, in `pg_dump`'s own form: `pg_restore` reads it, with any Postgres of its version or a later one. */
export interface Dump {
  readonly instance: string;
  /** Id of the backup that it belongs to. */
  readonly backup: string;
  /** Hands it over, piece by piece and no faster than they are taken. @throws FleetError when it ends early. */
  send(take: (piece: Buffer) => Promise<void>, signal: AbortSignal): Promise<void>;
}

/**
 * Finds the dump in a backup; the newest one's when none is named.
 * @throws FleetError naming the backups that there are, or saying that this one has no dump.
 */
export async function findDump(workspace: Workspace, name: string, id?: string): Promise<Dump> {
  const known = await model(workspace);
  const { host } = targetOf(known.fleet, name);
  const repository = repositoryOf(known, name);
  const backups = await listBackups(host, repository);
  const backup = id === undefined ? backups[0] : backups.find((each) => each.id === id);
  if (backup === undefined) {
    if (backups.length === 0) throw new FleetError("refused", `There is no whole backup of ${name}.`);
    throw new FleetError("usage", `${name} has no backup ${id}. There are: ${backups.map((each) => each.id).join(", ")}.`); // prettier-ignore
  }
  const { dump } = backup.snapshots;
  if (dump === undefined)
    throw new FleetError("refused", `Backup ${backup.id} of ${name} holds no dump: it was made with "backup: { dump: false }". It can be restored as a whole: fleet restore ${name} --to ${backup.id}`); // prettier-ignore
  return {
    instance: name,
    backup: backup.id,
    async send(onOutput, signal) {
      await restic(host, repository, { script: `exec restic --quiet --no-lock dump ${dump} ${dumpPath}`, onOutput, signal }); // prettier-ignore
    },
  };
}

/** What was written. */
export interface Downloaded {
  readonly instance: string;
  readonly backup: string;
  /** Absolute path. */
  readonly file: string;
  readonly bytes: number;
}

/**
 * Writes the dump in a backup into a file, whole or not at all.
 * @param to its path; `<instance>-<backup>.dump` in the folder of the caller when unset.
 * @throws FleetError when the file is there already, or what `findDump` says.
 */
export async function download(
  workspace: Workspace,
  { name, id, to }: { readonly name: string; readonly id?: string | undefined; readonly to?: string | undefined },
  running: Running,
): Promise<Downloaded> {
  begin(running, "looks for the dump", name);
  const dump = await findDump(workspace, name, id);
  const file = resolve(to ?? `${name}-${dump.backup}.dump`);
  if (existsSync(file)) throw new FleetError("usage", `${file} is there already. Name another file with --to.`);
  begin(running, `fetches the dump of backup ${dump.backup}`, name);
  const bytes = await wholeFile(file, async (take) => await dump.send(take, running.signal));
  end(running, "fetched", name);
  return { instance: name, backup: dump.backup, file, bytes };
}
