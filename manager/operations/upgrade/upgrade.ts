import { recorded } from "../apply";
import { FleetError, messageOf } from "../errors";
import { type Running, begin } from "../progress";
import { keepNewest } from "../snapshot/list";
import { readStackFile } from "../stackFile";
import type { Workspace } from "../workspace";
import { mismatch } from "./checks";
import { postgresIn, pull } from "./images";
import { type Entry, Journal } from "./journal";
import type { Prepared } from "./prepare";
import { rollBack } from "./rollBack";
import { type Session, openSession } from "./session";
import type { UpgradeReport, UpgradeRequest } from "./types";
import { upgradeWave } from "./wave";

/** An upgrade that failed, and what became of each instance. */
export class UpgradeFailed extends FleetError {
  constructor(
    message: string,
    readonly report: UpgradeReport,
  ) {
    super("failed", message);
  }
}

export interface UpgradeOptions {
  /** Snapshots to keep per instance, the new one included. */
  readonly keepSnapshots: number;
  /** Seconds to wait for another job to end. */
  readonly wait?: number;
}

/** The upgrade that was begun and did not come to its end: its call and when it began. */
export function unfinishedUpgrade(workspace: Workspace): { job: string; since: string; names: string[] } | undefined {
  const journal = Journal.open(workspace);
  return journal === undefined ? undefined : { job: journal.job, since: journal.since, names: journal.names };
}

/** The call, as the audit log names it. */
export const jobOf = ({ names, all, release, images }: UpgradeRequest): string =>
  ["upgrade", ...(all ? ["--all"] : names), ...(release === undefined ? [] : ["--release", release]), ...Object.entries(images).flatMap(([service, image]) => ["--image", `${service}=${image}`])].join(" "); // prettier-ignore

/**
 * Pulls the images, then wave by wave: snapshot, new images, gate. A wave that fails goes back, and no other begins.
 * @throws UpgradeFailed with what became of each instance.
 */
export async function upgrade(
  workspace: Workspace,
  request: UpgradeRequest,
  prepared: Prepared,
  options: UpgradeOptions,
  running: Running,
): Promise<UpgradeReport> {
  const { waves, plan, fields, read } = prepared;
  const job = jobOf(request);
  const { wait = 0, keepSnapshots } = options;
  return await recorded(workspace, { job, plan, wait }, running, async () => {
    if (readStackFile(workspace).read !== read || Journal.open(workspace) !== undefined)
      throw new FleetError("busy", `${workspace.stackFile} was changed since the checks. Nothing was changed; run this again.`); // prettier-ignore
    const instances = Object.fromEntries(waves.flat().map((name): [string, Entry] => [name, { phase: "waiting", ...at(fields, name) }])); // prettier-ignore
    const journal = Journal.begin(workspace, { job, waves, keepSnapshots, instances });
    let session: Session;
    try {
      session = await openSession(workspace, journal, running);
      await bringImages(session);
    } catch (error) {
      journal.close(); // Nothing has been touched.
      throw error;
    }
    return await goOn(session);
  });
}

function at(fields: Prepared["fields"], name: string) {
  const found = fields[name];
  if (found === undefined) throw new Error(`${name} has no fields`);
  return found;
}

/**
 * Takes up an upgrade that was killed or cancelled.
 * @param way `on`: what was under way is brought to its end and the remaining waves follow; `back`: it is undone, and what had
 * not begun stays as it is. Instances that were upgraded already stay so.
 */
export async function resumeUpgrade(
  workspace: Workspace,
  way: "on" | "back",
  running: Running,
  wait = 0,
): Promise<UpgradeReport> {
  const journal = Journal.open(workspace);
  if (journal === undefined) throw new FleetError("usage", "No upgrade is unfinished.");
  const job = `${journal.job}${way === "on" ? " (goes on)" : " --rollback"}`;
  return await recorded(workspace, { job, wait }, running, async () => {
    begin(running, `takes up "${journal.job}" of ${journal.since}`);
    const session = await openSession(workspace, journal, running);
    if (way === "on") {
      await bringImages(session);
      return await goOn(session);
    }
    const begun = underWay(journal);
    if (begun.length > 0) await rollBack(session, begun);
    return await finish(session);
  });
}

/** All images that are still to come, on their hosts, before any container goes. */
async function bringImages({ journal, running, of }: Session): Promise<void> {
  for (const name of journal.names.filter((each) =>
    ["waiting", "snapshot", "apply"].includes(journal.entry(each).phase),
  )) {
    const { target, wanted } = of(name);
    for (const service of wanted.services) {
      const image = wanted.images[service];
      if (image === target.spec.images[service]) continue;
      await pull(target.host, image, running);
      if (service !== "db") continue;
      const major = await postgresIn(target.host, name, image);
      if (major !== target.spec.postgres)
        throw new FleetError("refused", `${mismatch(name, target.spec.postgres, major)} Nothing was changed.`);
    }
  }
}

async function goOn(session: Session): Promise<UpgradeReport> {
  const { journal } = session;
  try {
    for (const wave of journal.waves) await upgradeWave(session, wave);
  } catch (error) {
    const message = messageOf(error);
    const cancelled = error instanceof FleetError && error.kind === "cancelled";
    const begun = journal.names.filter((name) => journal.entry(name).phase !== "waiting");
    if (underWay(journal).length > 0 || (cancelled && begun.length > 0))
      throw new FleetError(error instanceof FleetError ? error.kind : "failed", `${message}\n${unfinished}`, { cause: error }); // prettier-ignore
    const report = await finish(session);
    throw cancelled
      ? new FleetError("cancelled", "Cancelled. Nothing was changed.")
      : new UpgradeFailed(message, report);
  }
  return await finish(session);
}

const unfinished = `The upgrade is not finished: "fleet upgrade" goes on, "fleet upgrade --rollback" goes back.`;

/** Instances that are neither as they were nor upgraded. */
const underWay = (journal: Journal): string[] =>
  journal.names.filter((name) => ["snapshot", "apply", "rollback"].includes(journal.entry(name).phase));

/** Nothing is under way any more: of the snapshots, those that were asked for stay, and data that is nowhere else. */
async function finish({ journal, of }: Session): Promise<UpgradeReport> {
  const taken = journal.names.filter((name) => journal.entry(name).snapshot !== undefined);
  for (const name of taken) await keepNewest(of(name).target.host, name, journal.keepSnapshots);
  const report = { instances: journal.report() };
  journal.close();
  return report;
}
