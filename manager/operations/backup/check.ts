import { spawn } from "node:child_process";
import { containerName } from "../../../components/config/names";
import type { InstanceSpec } from "../../../components/spec";
import { FleetError, messageOf } from "../errors";
import { fleetOf } from "../fleetFile";
import type { Host } from "../host";
import { targetOf } from "../snapshot/target";
import { execIn } from "../verify/execIn";
import type { Workspace } from "../workspace";
import type { Memory } from "./memory";

/** How the backups of an instance are. */
export interface Checked {
  readonly instance: string;
  /** Whether its backup container could tell. */
  readonly answers: boolean;
  /** ISO 8601. */
  readonly lastBackup?: string | undefined;
  /** ISO 8601: until when the log has been saved. */
  readonly logUntil?: string | undefined;
  /** The last restore that was proven: how long it took, and how much work would have been lost, both in seconds. */
  readonly lastProven?: { readonly at: string; readonly backup: string; readonly seconds: number; readonly lost: number } | undefined; // prettier-ignore
  /** What is older than the list allows, or failed; empty when all is well. */
  readonly alarms: readonly string[];
}

/** As `templates/backup/facts.sh` prints it. */
export interface Facts {
  readonly memory: Memory;
  /** Seconds since the oldest piece of the log waits that Postgres could not hand over; 0 when none does. */
  readonly unarchived: number;
  /** The same for what has not reached the store. */
  readonly unshipped: number;
  readonly logKilobytes: number;
  readonly freeKilobytes: number;
}

/** Asks the backup container of an instance. A container that does not answer is an alarm of its own. */
export async function backupStatus(
  { docker }: Pick<Host, "docker">,
  spec: InstanceSpec,
  now = Date.now(),
): Promise<Checked> {
  const { name } = spec;
  try {
    const { code, stdout, stderr } = await execIn(docker, containerName(name, "backup"), [
      "sh",
      "/fleet/backup/facts.sh",
    ]);
    if (code !== 0) throw new Error(stderr.trim());
    const facts = JSON.parse(stdout) as Facts; // our own script's
    const { lastBackup, log, lastProven } = facts.memory;
    return {
      instance: name,
      answers: true,
      lastBackup: lastBackup?.at,
      logUntil: log?.at,
      lastProven: lastProven && provenIn(lastProven),
      alarms: alarmsOf(spec, facts, now),
    };
  } catch (error) {
    return { instance: name, answers: false, alarms: [`Its backup container does not answer: ${messageOf(error)}`] };
  }
}

const provenIn = ({ at, backup, seconds, lost }: NonNullable<Memory["lastProven"]>) => ({ at, backup, seconds, lost });

/** Seconds after which a log that lies about is an alarm: it is due every minute. */
const late = 900;

export function alarmsOf({ name, config }: InstanceSpec, facts: Facts, now: number): string[] {
  const { lastBackup, lastFailure, logFailure, lastProven, lastDrill } = facts.memory;
  const { maxAge = 30, maxProvenAge = 35 } = config.backup ?? {};
  const hours = (at: string) => Math.floor((now - Date.parse(at)) / 3_600_000);
  const alarms: string[] = [];
  if (lastBackup === undefined) alarms.push(`There is no backup yet: fleet backup ${name}`);
  else if (hours(lastBackup.at) >= maxAge)
    alarms.push(`The last backup is ${hours(lastBackup.at)} h old; backup.maxAge is ${maxAge} h.`);
  if (lastFailure) alarms.push(`The last attempt failed (${lastFailure.at}): ${lastFailure.reason}`);
  if (facts.unarchived > late)
    alarms.push(`Postgres has not been able to hand over its log for ${Math.floor(facts.unarchived / 60)} min, and keeps it: ${room(facts)}`); // prettier-ignore
  if (facts.unshipped > late)
    alarms.push(`The log has not reached the store for ${Math.floor(facts.unshipped / 60)} min${logFailure ? ` (${logFailure.reason.trim()})` : ""}, and fills the disk meanwhile: ${room(facts)}`); // prettier-ignore
  if (lastDrill !== undefined && !lastDrill.proven)
    alarms.push(`The last drill did not prove backup ${lastDrill.backup}: ${lastDrill.problems[0] ?? ""}`);
  if (lastBackup !== undefined && lastProven === undefined) alarms.push(`No restore was ever proven: fleet drill ${name}`);
  else if (lastProven !== undefined && hours(lastProven.at) >= maxProvenAge * 24)
    alarms.push(`The last proven restore is ${Math.floor(hours(lastProven.at) / 24)} d ago; backup.maxProvenAge is ${maxProvenAge} d: fleet drill ${name}`); // prettier-ignore
  return alarms;
}

const room = ({ logKilobytes, freeKilobytes }: Facts) =>
  `${Math.round(logKilobytes / 1024)} MB of log, ${(freeKilobytes / 2 ** 20).toFixed(1)} GB free.`;

/** Checks instances for a timer, and hands their alarms to a hook. @throws FleetError when the hook fails. */
export async function checkBackups(workspace: Workspace, names: readonly string[], hook?: string): Promise<Checked[]> {
  const fleet = await fleetOf(workspace);
  const checked = await Promise.all(
    names.map(async (name) => {
      const { host, spec } = targetOf(fleet, name);
      return await backupStatus(host, spec);
    }),
  );
  const alarmed = checked.filter(({ alarms }) => alarms.length > 0);
  if (hook !== undefined && alarmed.length > 0)
    await run(hook, JSON.stringify({ stack: workspace.stack, instances: alarmed }));
  return checked;
}

async function run(hook: string, input: string): Promise<void> {
  const child = spawn("/bin/sh", ["-c", hook], { stdio: ["pipe", "inherit", "inherit"] });
  child.stdin.on("error", () => undefined); // A hook may not read.
  child.stdin.end(`${input}\n`);
  const code = await new Promise<number | null>((resolve, reject) =>
    child.once("close", resolve).once("error", reject),
  );
  if (code !== 0) throw new FleetError("failed", `The hook ended with exit code ${code}: ${hook}`);
}
