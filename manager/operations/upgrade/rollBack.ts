import type Dockerode from "dockerode";
import { FleetError } from "../errors";
import { begin, end, note } from "../progress";
import { startStopped, stopContainers, stopWriters } from "../snapshot/containers";
import { findSnapshot } from "../snapshot/list";
import { restoreSnapshot } from "../snapshot/restore";
import { clearUp, copySnapshot } from "../snapshot/take";
import { caught } from "./caught";
import { gate } from "./gate";
import { type Marks, marksOf, migrated, written } from "./marks";
import type { Session } from "./session";
import { type Upgradable, imageChanges } from "./upgradable";

/**
 * Brings old images back and, where the data was migrated, the snapshot. Whether it was, its notes of migrations say; while
 * Postgres does not answer nobody can tell, and the old images are tried on the data as it is.
 * @throws FleetError when an instance does not come up even so.
 */
export async function rollBack(session: Session, names: readonly string[]): Promise<void> {
  const { journal, running } = session;
  for (const name of names) {
    begin(running, "goes back", name);
    journal.set(name, { phase: "rollback" });
    // A run that was killed while it copied has left a helper at work, or half a copy.
    await clearUp(session.of(name).target);
    const { newer, restored } = journal.entry(name);
    const changes = await migrationsOf(session, name);
    await stopNew(session, name);
    if (newer !== undefined && restored !== true) {
      await putBack(session, name); // A run that was killed has left the data half restored.
    } else if (changes !== undefined && changes.length > 0) {
      note(running, `its data was migrated (${changes.join(", ")}): the snapshot comes back`, name);
      await putBack(session, name);
    }
    await startOld(session, name);
  }
  const problem = await caught(session.apply("old", names));
  for (const name of names) await settle(session, name, problem);
  // What only took longer than an apply waits: another one writes down that all is well.
  if (problem !== undefined) await session.apply("old", names);
  for (const name of names) {
    journal.set(name, { phase: "rolled back" });
    end(running, "has its old images again", name);
  }
}

/** An instance with its old images is well, and its data is what they know; or the snapshot makes it so. */
async function settle(session: Session, name: string, problem: string | undefined): Promise<void> {
  const { journal, running } = session;
  const upgradable = session.of(name);
  const passes = async () => await gate(upgradable, upgradable.target.spec, running);
  const sick = await caught(passes());
  const restored = journal.entry(name).restored === true;
  const changes = sick === undefined && !restored ? await migrationsOf(session, name) : undefined;
  if (!restored && (sick !== undefined || (changes !== undefined && changes.length > 0))) {
    note(running, sick === undefined ? "its data was migrated: the snapshot comes back" : "the old images do not come up on the data as it is: the snapshot comes back", name); // prettier-ignore
    await putBack(session, name);
    await startOld(session, name);
    const applying = await caught(session.apply("old", [name]));
    await passes().catch((error: unknown) => {
      throw new FleetError("failed", `${name} does not come up with its old images and data. ${applying ?? ""}`, { cause: error }); // prettier-ignore
    });
  } else if (sick !== undefined) {
    throw new FleetError("failed", `${name} does not come up with its old images and data. ${problem ?? sick}`);
  }
}

/** What was migrated since the snapshot; undefined when nobody can tell. */
async function migrationsOf(session: Session, name: string): Promise<string[] | undefined> {
  const { before } = session.journal.entry(name);
  const after = await marksNow(session, name);
  return before === undefined || after === undefined ? undefined : migrated(before, after);
}

async function marksNow(session: Session, name: string): Promise<Marks | undefined> {
  const { target, password } = session.of(name);
  return await marksOf(target, password);
}

/** Puts the snapshot back. The data of now is kept as a snapshot of its own before: no row is lost by this. */
async function putBack(session: Session, name: string): Promise<void> {
  const { journal, running } = session;
  const { target } = session.of(name);
  const { snapshot: time, before, newer } = journal.entry(name);
  if (time === undefined) throw new FleetError("failed", `${name} has no snapshot yet; its data was not touched.`);
  const snapshot = await findSnapshot(target.host, name, time);
  const after = newer === undefined ? await marksNow(session, name) : undefined;
  if (before !== undefined && after !== undefined) journal.set(name, { lost: written(before, after) });
  await stopWriters(target, running);
  if (newer === undefined) {
    const kept = await copySnapshot(target, `data of the failed ${journal.job}`, running, true);
    journal.set(name, { newer: kept.time });
  }
  await restoreSnapshot(target, snapshot, running);
  journal.set(name, { restored: true });
}

/** Stops what runs a new image: one that ends and starts again would go on migrating. */
async function stopNew(session: Session, name: string): Promise<void> {
  const upgradable = session.of(name);
  await stopContainers(upgradable.target, session.running, runsNew(upgradable));
}

/** Starts what runs an old image; what runs a new one is replaced by the apply. */
async function startOld(session: Session, name: string): Promise<void> {
  const upgradable = session.of(name);
  const isNew = runsNew(upgradable);
  await startStopped(upgradable.target, session.running, (container) => !isNew(container));
}

function runsNew(upgradable: Upgradable): (container: Dockerode.ContainerInspectInfo) => boolean {
  const images = new Set(imageChanges(upgradable).map((change) => change.new));
  return ({ Config }) => images.has(Config.Image);
}
