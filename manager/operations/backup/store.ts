import { recorded } from "../apply";
import { FleetError, messageOf } from "../errors";
import { model } from "../model";
import { type Running, begin, end } from "../progress";
import { targetOf } from "../snapshot/target";
import { execScript } from "./script";
import type { Workspace } from "../workspace";
import { type Backup, listBackups } from "./backups";
import { repositoryOf, restic } from "./repository";

/** The whole backups of instances, newest first. */
export async function backupsOf(workspace: Workspace, names: readonly string[]): Promise<Backup[]> {
  const known = await model(workspace);
  const each = names.map((name) => listBackups(targetOf(known.fleet, name).host, repositoryOf(known, name)));
  return (await Promise.all(each)).flat();
}

/** What a look at a store came to. */
export interface Verified {
  readonly instance: string;
  /** Ids of backups of which everything is there. */
  readonly whole: readonly string[];
  /** Ids of those of which something is damaged or missing. */
  readonly damaged: readonly string[];
  readonly problem?: string | undefined;
}

/** Checks the stores of instances: the index and the shape of everything, and with `readData` every byte. */
export async function verifyBackups(
  workspace: Workspace,
  { names, readData }: { readonly names: readonly string[]; readonly readData: boolean },
  running: Running,
): Promise<Verified[]> {
  const known = await model(workspace);
  const verified: Verified[] = [];
  for (const name of names) {
    const { host } = targetOf(known.fleet, name);
    const repository = repositoryOf(known, name);
    const backups = await listBackups(host, repository, running.signal);
    begin(running, readData ? "reads everything in its store" : "checks its store", name);
    const problem = await checked(async () => {
      await restic(host, repository, { script: `restic --quiet --no-lock check${readData ? " --read-data" : ""} 2>&1`, signal: running.signal }); // prettier-ignore
    });
    const damaged = problem === undefined ? [] : await damagedOf(backups, async (script) => await restic(host, repository, { script })); // prettier-ignore
    const whole = backups.map(({ id }) => id).filter((id) => !damaged.includes(id));
    end(running, problem === undefined ? "its store is whole" : "its store is damaged", name);
    verified.push({ instance: name, whole, damaged, problem });
  }
  return verified;
}

async function checked(work: () => Promise<void>): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof FleetError && error.kind !== "failed") throw error;
    return messageOf(error);
  }
}

/** A backup is whole when everything it is made of can be read: it is, into nothing. */
async function damagedOf(backups: readonly Backup[], run: (script: string) => Promise<string>): Promise<string[]> {
  const damaged: string[] = [];
  for (const { id, snapshots } of backups) {
    const { data, done, log, objects } = snapshots;
    const parts = [data, done, ...(log === undefined ? [] : [log]), ...objects];
    const script = parts.map((part) => `restic --quiet --no-lock dump ${part} / >/dev/null`).join("\n");
    if ((await checked(async () => void (await run(script)))) !== undefined) damaged.push(id);
  }
  return damaged;
}

/** Takes away what the retention of each instance does not keep, and gives back the space. */
export async function pruneBackups(
  workspace: Workspace,
  { names, wait }: { readonly names: readonly string[]; readonly wait: number },
  running: Running,
): Promise<void> {
  await recorded(workspace, { job: `backups prune ${names.join(" ")}`, wait }, running, async () => {
    const known = await model(workspace);
    for (const name of names) {
      begin(running, "takes away what the retention does not keep", name);
      await execScript(targetOf(known.fleet, name), "exec 9>/spool/lock; flock -n 9 || exit 75; exec sh /fleet/backup/keep.sh now", running); // prettier-ignore
      end(running, "pruned", name);
    }
  });
}
