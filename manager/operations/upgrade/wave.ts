import { FleetError } from "../errors";
import { begin, end, stopIfCancelled } from "../progress";
import { findSnapshot } from "../snapshot/list";
import { clearUp, takeSnapshot } from "../snapshot/take";
import { startStopped } from "../snapshot/containers";
import { caught } from "./caught";
import { gate } from "./gate";
import { marksOf } from "./marks";
import { rollBack } from "./rollBack";
import type { Session } from "./session";
import { imageChanges } from "./upgradable";

/**
 * Upgrades some instances together: a snapshot of each, the new images, and the gate. Those that do not pass it go back.
 * @throws FleetError when one went back, so that no other wave begins.
 */
export async function upgradeWave(session: Session, names: readonly string[]): Promise<void> {
  const { journal, running } = session;
  for (const name of names.filter((each) => ["waiting", "snapshot"].includes(journal.entry(each).phase))) {
    stopIfCancelled(running);
    await prepare(session, name);
  }
  const going = names.filter((name) => journal.entry(name).phase === "apply");
  if (going.length > 0) await change(session, going);
  const back = names.filter((name) => journal.entry(name).phase === "rollback");
  if (back.length > 0) await rollBack(session, back);
  const failed = names.filter((name) => journal.entry(name).phase === "rolled back");
  if (failed.length > 0)
    throw new FleetError("failed", failed.map((name) => `${name}: ${journal.entry(name).reason}`).join("\n"));
}

async function prepare({ journal, running, ...session }: Session, name: string): Promise<void> {
  const { target, password } = session.of(name);
  journal.set(name, { phase: "snapshot" });
  // A run that was killed here may have left Postgres stopped, and half a snapshot.
  await clearUp(target);
  await startStopped(target, running);
  const before = await marksOf(target, password);
  try {
    const { time } = await takeSnapshot(target, `before ${journal.job}`, running);
    journal.set(name, { phase: "apply", snapshot: time, ...(before === undefined ? {} : { before }) });
  } catch (error) {
    // When it does not even start again, it stays under way.
    await startStopped(target, running);
    journal.set(name, { phase: "waiting" });
    throw error;
  }
}

async function change(session: Session, names: readonly string[]): Promise<void> {
  const { journal, running } = session;
  stopIfCancelled(running);
  for (const name of names) {
    await findSnapshot(session.of(name).target.host, name, journal.entry(name).snapshot ?? "");
    begin(running, "gets its new images", name);
  }
  const problem = await caught(session.apply("new", names));
  const well: string[] = [];
  for (const name of names) {
    const upgradable = session.of(name);
    const changed = new Set(imageChanges(upgradable).map(({ service }) => service));
    const reason = await caught(gate(upgradable, upgradable.wanted, running, (service) => !changed.has(service)));
    if (reason === undefined) {
      well.push(name);
    } else {
      journal.set(name, { phase: "rollback", reason: problem?.includes(`supabase-${name}-`) ? problem : reason });
    }
  }
  // What only took longer than an apply waits: another one writes down that all is well.
  const again = problem === undefined || well.length === 0 ? undefined : await caught(session.apply("new", well));
  for (const name of well) {
    journal.set(name, again === undefined ? { phase: "done" } : { phase: "rollback", reason: again });
    if (again === undefined) end(running, "upgraded", name);
  }
}
