import { volumeName } from "../../../components/config/names";
import { archives } from "../../../components/services/backup";
import { FleetError, messageOf } from "../errors";
import { type Running, note } from "../progress";
import { startStopped, stopContainers, stopWriters } from "../snapshot/containers";
import { serviceLabel } from "../observe";
import { help } from "../helperContainer";
import { type Snapshot, findSnapshot, removeSnapshot } from "../snapshot/list";
import { restoreSnapshot } from "../snapshot/restore";
import { copySnapshot } from "../snapshot/take";
import type { Target } from "../snapshot/target";
import { gate } from "../upgrade/gate";
import type { Subject } from "../verify/subject";
import type { Workspace } from "../workspace";
import { interruptedRestore, restoreBegins, restoreEnds } from "./journal";

export interface Swapped {
  /** Seconds in which the API answered with errors. */
  readonly down: number;
  /** Snapshot of the data as it was before. */
  readonly safety: string;
}

export interface Swapping {
  readonly workspace: Workspace;
  readonly target: Target;
  /** What a probe of the instance asks. */
  readonly subject: () => Subject | undefined;
}

/**
 * Puts a copy in the place of an instance's data. What was there is kept as a snapshot, and comes back when the instance is not
 * well on the copy.
 */
export async function swap(swapping: Swapping, copy: Snapshot, running: Running): Promise<Swapped> {
  const { workspace, target } = swapping;
  const began = Date.now();
  try {
    await quiet(target, running);
    const { time: safety } = await copySnapshot(target, `data before the ${copy.reason} took its place`, running, true);
    restoreBegins(workspace, { instance: target.name, since: new Date().toISOString(), safety });
    await restoreSnapshot(target, copy, running);
    await beginAnew(target);
    await startStopped(target, running);
    const down = Math.round((Date.now() - began) / 1000);
    await gate({ target, subject: swapping.subject }, target.spec, running);
    restoreEnds(workspace, target.name);
    await removeSnapshot(target.host, target.name, copy.time);
    return { down, safety };
  } catch (error) {
    await undo(swapping, running).catch((problem: unknown) => {
      throw new FleetError("failed", `${messageOf(error)}\nThe data of before could not be put back either: ${messageOf(problem)}\n"fleet restore ${target.name} --undo" tries again.`, { cause: error }); // prettier-ignore
    });
    const kept = `The copy is kept as snapshot ${copy.time} for a look; "fleet snapshots remove ${target.name} ${copy.time}" removes it.`;
    throw new FleetError("failed", `${messageOf(error)}\n${target.name} has its data of before again. ${kept}`, {
      cause: error,
    });
  }
}

/** Brings an instance back to where a restore that was killed or failed has found it. @returns whether there was one. */
export async function undo({ workspace, target, subject }: Swapping, running: Running): Promise<boolean> {
  const interrupted = interruptedRestore(workspace, target.name);
  if (interrupted === undefined) {
    await startStopped(target, running); // Killed before anything was changed, perhaps with writers stopped.
    return false;
  }
  note(
    running,
    `the restore of ${interrupted.since} did not come to its end: its data of before comes back`,
    target.name,
  );
  await quiet(target, running);
  await restoreSnapshot(target, await findSnapshot(target.host, target.name, interrupted.safety), running);
  await startStopped(target, running);
  await gate({ target, subject }, target.spec, running);
  restoreEnds(workspace, target.name);
  await removeSnapshot(target.host, target.name, interrupted.safety); // Its data is in its place again.
  return true;
}

/** Stops what writes, and what would begin a backup meanwhile. */
async function quiet(target: Target, running: Running): Promise<void> {
  await stopContainers(target, running, ({ Config }) => /^backup/.test(serviceLabel(Config.Labels) ?? ""));
  await stopWriters(target, running);
}

/** The log that was saved belongs to the data of before; a backup of the new data is due at once. */
export async function beginAnew({ host, name, spec }: Target): Promise<void> {
  if (!spec.services.includes("backup")) return;
  await help(host, {
    image: spec.images.db,
    instance: name,
    script: "rm -f /spool/since /spool/begin /spool/shipped /wal/*.gz; touch /spool/due",
    mounts: [
      { volume: volumeName(name, "backup"), path: "/spool" },
      ...(archives(spec) ? [{ volume: volumeName(name, "wal"), path: "/wal" }] : []),
    ],
  });
}
