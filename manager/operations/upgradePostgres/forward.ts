import { volumeName } from "../../../components/config/names";
import { beginAnew } from "../backup/swap";
import { FleetError } from "../errors";
import { begin, end, note, stopIfCancelled } from "../progress";
import { listSnapshots, snapshotTime } from "../snapshot/list";
import { clearUp, copySnapshot } from "../snapshot/take";
import { caught } from "../upgrade/caught";
import { gate } from "../upgrade/gate";
import { marksOf } from "../upgrade/marks";
import { afterGate } from "./baseline";
import type { Phase } from "./journal";
import { compare, databasesOf, load, migrate } from "./load";
import { type Server, run } from "./run";
import { removeServer, startServer, stopServer } from "./servers";
import type { Session } from "./session";
import { clearMade, madeDigests, madeVolume, makeVolumes, moveIn, remakeDataVolume } from "./volumes";

type Forward = Exclude<Phase, "done" | "back">;

/** Each does its part and says what comes next; every one may be done a second time. */
const steps: Record<Forward, (session: Session) => Promise<void>> = {
  pause,
  snapshot,
  load: loadAll,
  swap,
  start,
  settle,
};

/** Goes from where the journal says to the end. @throws FleetError at the step that does not work. */
export async function goForward(session: Session): Promise<void> {
  for (;;) {
    const { phase } = session.journal.entry;
    if (phase === "done" || phase === "back") return;
    stopIfCancelled(session.running);
    await steps[phase](session).catch((error: unknown) => {
      stopIfCancelled(session.running); // What was cancelled did not fail.
      throw error;
    });
  }
}

/** Everything of it stops, and the engine knows: no container holds the volume that is to be made anew. */
async function pause({ apply, journal, running, name }: Session): Promise<void> {
  begin(running, "is paused", name);
  journal.set({ stopped: journal.entry.stopped ?? new Date().toISOString() });
  await apply("old, paused");
  journal.set({ phase: "snapshot" });
}

async function snapshot({ target, journal, running, name }: Session): Promise<void> {
  await clearUp(target);
  const { job, since } = journal.entry;
  const reason = `before ${job}`;
  const before = (await listSnapshots(target.host, name)).find(
    (each) => each.reason === reason && each.time >= snapshotTime(new Date(since)),
  );
  // Nothing ran since it was taken.
  const { time } = before ?? (await copySnapshot(target, reason, running, true));
  journal.set({ phase: "load", snapshot: time });
}

async function loadAll(session: Session): Promise<void> {
  const { target, recipes, running, name, journal, server } = session;
  const { password } = server;
  const { host } = target;
  const { from, to } = journal.entry;
  await makeVolumes(target, recipes.new.image);
  const servers: Server[] = [];
  try {
    begin(running, `starts Postgres ${from} and an empty ${to}, without a network`, name);
    const common = { instance: name, password };
    const old = await startServer(host, { ...common, recipe: recipes.old, port: 5433, data: volumeName(name, "db-data"), config: volumeName(name, "db-config"), careless: false }, running); // prettier-ignore
    servers.push(old);
    const now = await startServer(host, { ...common, recipe: recipes.new, port: 5432, data: madeVolume(name, "data"), config: madeVolume(name, "config"), beside: old.container.id, careless: true }, running); // prettier-ignore
    servers.push(now);
    await load(old, now, name, running);
    const compared = await compare(old, now, name, running);
    await migrate(now, name, running);
    await stopServer(now);
    await stopServer(old);
    end(running, `both servers hold the same (${compared} facts compared)`, name);
  } finally {
    for (const each of servers) await removeServer(each.container);
  }
  journal.set({ phase: "swap", digests: await madeDigests(target) });
}

async function swap({ target, journal, running, name }: Session): Promise<void> {
  const { digests, volume, to } = journal.entry;
  if (digests === undefined) throw new FleetError("failed", `${name} has no new data yet.`);
  begin(running, "puts the new data in the place of the old", name);
  journal.set({ swapped: true });
  await clearUp(target);
  await remakeDataVolume(target, volume, to);
  await moveIn(target, digests);
  await beginAnew(target);
  journal.set({ phase: "start" });
}

async function start(session: Session): Promise<void> {
  const { apply, journal, running, name, target, wanted, subject, server } = session;
  begin(running, `starts on Postgres ${journal.entry.to}`, name);
  journal.set({ served: true });
  const problem = await caught(apply("new"));
  const baseline = journal.entry.baseline ?? (await marksOf(target, server.password));
  if (baseline !== undefined) journal.set({ baseline });
  const sick = await caught(gate({ target, subject }, wanted, running));
  if (sick !== undefined) throw new FleetError("failed", problem ?? sick);
  // What only took longer than an apply waits: another one writes down that all is well.
  if (problem !== undefined) await apply("new");
  const { stopped, downTime = stopped === undefined ? undefined : (Date.now() - Date.parse(stopped)) / 1000 } =
    journal.entry;
  journal.set({ phase: "settle", ...(downTime === undefined ? {} : { downTime }) });
}

/** Without statistics every query is planned blindly. Services answer meanwhile. */
async function settle({ journal, settle: last, running, name, server, target }: Session): Promise<void> {
  begin(running, "counts what Postgres plans its queries by", name);
  for (const { name: database } of await databasesOf(server)) {
    const problem = await caught(run(server, "psql -X -q -c analyze", { database }).then(() => undefined));
    if (problem !== undefined) note(running, `"analyze" failed in ${database}: ${problem}`, name);
  }
  const before = journal.entry.baseline;
  if (before !== undefined) journal.set({ baseline: await afterGate(before, () => marksOf(target, server.password)) });
  await last("new, settled");
  await clearMade(target);
  journal.set({ phase: "done" });
}
