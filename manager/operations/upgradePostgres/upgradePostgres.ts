import { volumeLabels } from "../../../components/dynamic/volumeCheck";
import { recorded } from "../apply";
import { FleetError } from "../errors";
import { type Running, begin } from "../progress";
import { readStackFile } from "../stackFile";
import { caught } from "../upgrade/caught";
import type { Workspace } from "../workspace";
import { goBack, rowsSince } from "./back";
import { goForward } from "./forward";
import { Journal, entriesOf } from "./journal";
import type { Prepared } from "./prepare";
import { type Session, openSession } from "./session";
import type { PostgresRecord, PostgresReport } from "./types";
import { dataVolumeOf } from "./volumes";

/** An upgrade that failed and went back, with what became of the instance. */
export class PostgresUpgradeFailed extends FleetError {
  constructor(
    message: string,
    readonly report: PostgresReport,
  ) {
    super("failed", message);
  }
}

/** The upgrade of an instance that did not end, or that can be taken back. */
export function recordOf(workspace: Workspace, name: string): PostgresRecord | undefined {
  const entry = entriesOf(workspace)[name];
  if (entry === undefined) return undefined;
  const { job, since, phase, from, to } = entry;
  return { name, job, since, finished: phase === "done", goesBack: phase === "back", from, to };
}

/**
 * Brings an instance to another major version of Postgres: everything of it stops, a snapshot, a dump of the old server into a
 * new one, a comparison of both, the new data in the place of the old, and the gate. What fails goes back by itself.
 * @throws PostgresUpgradeFailed with what became of it.
 */
export async function upgradePostgres(
  workspace: Workspace,
  { plan, read, entry }: Prepared,
  { wait = 0 }: { wait?: number },
  running: Running,
): Promise<PostgresReport> {
  const { name, to } = plan;
  const job = `upgrade-postgres ${name} --to ${to}`;
  return await recorded(workspace, { job, wait }, running, async () => {
    if (readStackFile(workspace).read !== read || recordOf(workspace, name)?.finished === false)
      throw new FleetError("busy", `${workspace.stackFile} was changed since the checks. Nothing was changed; run this again.`); // prettier-ignore
    new Journal(workspace, name).begin({ job, since: new Date().toISOString(), phase: "pause", ...entry });
    return await goOn(await openSession(workspace, name, running));
  });
}

/**
 * Takes up an upgrade that was killed or cancelled.
 * @param way `on` to its end, or `back` to the old Postgres; one that goes back already does not go on.
 */
export async function resumePostgres(
  workspace: Workspace,
  name: string,
  way: "on" | "back",
  running: Running,
  wait = 0,
): Promise<PostgresReport> {
  const record = recordOf(workspace, name);
  if (record === undefined) throw new FleetError("usage", `Postgres of ${name} was never upgraded by this command.`);
  const back = way === "back" || record.goesBack;
  const job = `${record.job}${back ? " --rollback" : " (goes on)"}`;
  return await recorded(workspace, { job, wait }, running, async () => {
    if (!record.finished) begin(running, `takes up "${record.job}" of ${record.since}`, name);
    const session = await openSession(workspace, name, running);
    if (record.finished) await mustBeTheSame(session);
    return back ? await backNow(session) : await goOn(session);
  });
}

/** What was written since an upgrade that ended: a roll-back takes it out of the instance. Undefined when nobody can tell. */
export async function writtenSince(
  workspace: Workspace,
  name: string,
  running: Running,
): Promise<readonly string[] | undefined> {
  return await rowsSince(await openSession(workspace, name, running));
}

/** @throws FleetError when the instance was deleted and made again since, or its data is of another Postgres by now. */
async function mustBeTheSame({ journal, target, name }: Session): Promise<void> {
  const { volume, to } = journal.entry;
  const { labels } = await dataVolumeOf(target);
  const same = labels[volumeLabels.fingerprint] === volume.labels[volumeLabels.fingerprint];
  if (same && (labels[volumeLabels.postgres] ?? to) === to) return;
  throw new FleetError("refused", `The data of ${name} was made anew since its upgrade: there is nothing to roll back. Nothing was changed.`); // prettier-ignore
}

async function goOn(session: Session): Promise<PostgresReport> {
  const problem = await unlessCancelled(session, goForward(session));
  if (problem === undefined) return reportOf(session, "upgraded");
  const report = await backNow(session, problem);
  throw new PostgresUpgradeFailed("The upgrade failed.", report);
}

async function backNow(session: Session, reason?: string): Promise<PostgresReport> {
  const problem = await unlessCancelled(session, goBack(session, reason));
  if (problem !== undefined) throw new FleetError("failed", `${problem}\n${unfinished(session.name)}`);
  const report = reportOf(session, "rolled back");
  session.journal.close();
  return report;
}

async function unlessCancelled({ name }: Session, work: Promise<void>): Promise<string | undefined> {
  try {
    return await caught(work);
  } catch (error) {
    if (error instanceof FleetError) throw new FleetError(error.kind, `${error.message}\n${unfinished(name)}`);
    throw error;
  }
}

const unfinished = (name: string) =>
  `The upgrade is not finished: "fleet upgrade-postgres ${name}" goes on, with --rollback it goes back.`;

function reportOf({ journal, name }: Session, outcome: PostgresReport["outcome"]): PostgresReport {
  const { from, to, snapshot, reason, restored = false, newer, lost, downTime } = journal.entry;
  const postgres = outcome === "upgraded" ? to : from;
  return {
    name,
    outcome,
    postgres,
    snapshot: outcome === "upgraded" || restored ? snapshot : undefined,
    reason,
    restored,
    newer,
    lost,
    downTime,
  };
}
