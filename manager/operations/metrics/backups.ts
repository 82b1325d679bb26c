import { containerName } from "../../../components/config/names";
import type { InstanceSpec } from "../../../components/spec";
import { type Facts, alarmsOf } from "../backup/check";
import type { Host } from "../host";
import { execIn } from "../verify/execIn";

/** How the backups of an instance are, in figures. Times are milliseconds since 1970. */
export interface BackupFigures {
  /** Whether its backup container could tell; nothing else is known when it could not. */
  readonly answers: boolean;
  readonly lastBackup?: number | undefined;
  /** Bytes of the data in it. */
  readonly bytes?: number | undefined;
  /** Until when the log lies in the store. */
  readonly logUntil?: number | undefined;
  readonly lastProven?: { readonly at: number; readonly seconds: number; readonly lost: number } | undefined;
  readonly alarms?: number | undefined;
  /** As Facts has them: seconds that log waits to be handed over by Postgres, and to reach the store; bytes of log. */
  readonly unarchived?: number | undefined;
  readonly unshipped?: number | undefined;
  readonly logBytes?: number | undefined;
}

export async function backupFigures({ docker }: Pick<Host, "docker">, spec: InstanceSpec): Promise<BackupFigures> {
  try {
    const words = ["sh", "/fleet/backup/facts.sh"];
    const { code, stdout } = await execIn(docker, containerName(spec.name, "backup"), words);
    if (code !== 0) return { answers: false };
    return figuresFrom(spec, JSON.parse(stdout) as Facts, Date.now()); // our own script's
  } catch {
    return { answers: false };
  }
}

export function figuresFrom(spec: InstanceSpec, facts: Facts, now: number): BackupFigures {
  const { lastBackup, log, lastProven } = facts.memory;
  const moment = (at: string | undefined) => (at === undefined ? undefined : Date.parse(at));
  return {
    answers: true,
    lastBackup: moment(lastBackup?.at),
    bytes: lastBackup?.bytes,
    logUntil: moment(log?.at),
    lastProven: lastProven && { at: Date.parse(lastProven.at), seconds: lastProven.seconds, lost: lastProven.lost },
    alarms: alarmsOf(spec, facts, now).length,
    unarchived: facts.unarchived,
    unshipped: facts.unshipped,
    logBytes: facts.logKilobytes * 1024,
  };
}
