import { beginAnew } from "../backup/swap";
import { FleetError } from "../errors";
import { begin, end } from "../progress";
import { findSnapshot, listSnapshots, removeSnapshot } from "../snapshot/list";
import { restoreSnapshot } from "../snapshot/restore";
import { clearUp, copySnapshot } from "../snapshot/take";
import { caught } from "../upgrade/caught";
import { gate } from "../upgrade/gate";
import { marksOf, written } from "../upgrade/marks";
import type { Session } from "./session";
import { clearMade, remakeDataVolume } from "./volumes";

/**
 * Brings the old Postgres back. Where services may have written to the new one, its data is kept as a snapshot before, so that
 * no row is lost by it. Killed anywhere, the next call goes on.
 * @throws FleetError when it does not come up even so.
 */
export async function goBack(session: Session, reason?: string): Promise<void> {
  const { journal, running, name, target, subject } = session;
  const { swapped = false, from } = journal.entry;
  begin(running, `goes back to Postgres ${from}`, name);
  // The old data has to be there before anything is taken away.
  if (swapped && journal.entry.restored !== true)
    await findSnapshot(target.host, name, journal.entry.snapshot ?? "none");
  journal.set({ phase: "back", ...(reason === undefined ? {} : { reason }) });
  await clearMade(target);
  if (swapped && journal.entry.restored !== true) await putBack(session);
  const stage = swapped ? "old, from new" : "old";
  const problem = await caught(session.apply(stage));
  const sick = await caught(gate({ target, subject }, target.spec, running));
  if (sick !== undefined) throw new FleetError("failed", `${name} does not come up on Postgres ${from} either. ${problem ?? sick}`); // prettier-ignore
  if (problem !== undefined) await session.apply(stage);
  await session.settle("old");
  // What was never replaced needs no copy.
  if (!swapped && journal.entry.snapshot !== undefined) await removeSnapshot(target.host, name, journal.entry.snapshot);
  end(running, `is on Postgres ${from} again`, name);
}

async function putBack(session: Session): Promise<void> {
  const { journal, running, name, target } = session;
  const { volume, from, to, job, since } = journal.entry;
  if (journal.entry.served === true) {
    const after = journal.entry.lost === undefined ? await rowsSince(session) : undefined;
    if (after !== undefined) journal.set({ lost: after });
    await session.apply("new, paused");
    await clearUp(target);
    if (journal.entry.newer === undefined) {
      const reason = `data of Postgres ${to}, after ${job} of ${since}`;
      const taken = (await listSnapshots(target.host, name)).find((each) => each.reason === reason);
      journal.set({ newer: (taken ?? (await copySnapshot(target, reason, running, true))).time });
    }
  }
  const snapshot = await findSnapshot(target.host, name, journal.entry.snapshot ?? "none");
  await clearUp(target);
  await remakeDataVolume(target, volume, from);
  await restoreSnapshot(target, snapshot, running);
  await beginAnew(target);
  journal.set({ restored: true });
}

/** Rows that were written since the new server started; undefined when Postgres cannot tell. */
export async function rowsSince({ journal, target, server }: Session): Promise<string[] | undefined> {
  const { baseline } = journal.entry;
  const now = baseline === undefined ? undefined : await marksOf(target, server.password);
  return baseline === undefined || now === undefined ? undefined : written(baseline, now);
}
