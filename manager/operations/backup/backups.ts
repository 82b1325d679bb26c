import { database } from "../../../components/services/database";
import { FleetError } from "../errors";
import type { Host } from "../host";
import { type Repository, restic } from "./repository";

/** A whole backup of an instance. */
export interface Backup {
  readonly instance: string;
  /** When it began, UTC, such as `20260131T030000Z`. */
  readonly id: string;
  /** ISO 8601: the moment it holds. */
  readonly at: string;
  /** Bytes that were saved, before deduplication. */
  readonly bytes: number;
  /** Major version of Postgres that wrote it. */
  readonly postgres: string;
  /** Whether its row counts are of just that moment; otherwise rows were written while it counted. */
  readonly exact: boolean;
  /** ISO 8601: until when the log that was saved after it reaches. */
  readonly logUntil?: string | undefined;
  /** Names of restic's snapshots. */
  readonly snapshots: {
    readonly data: string;
    readonly done: string;
    readonly log?: string | undefined;
    /** The dump of the database that the instance's users have; unset with `backup.dump: false`. */
    readonly dump?: string | undefined;
    /** Files of objects that came after it, oldest first. */
    readonly objects: readonly string[];
  };
}

/** As restic prints it. */
interface Snapshot {
  readonly id: string;
  readonly time: string;
  readonly tags?: readonly string[];
  readonly paths?: readonly string[];
}

/** Where restic has the dump of the database that the instance's users have. */
export const dumpPath = `/${database.name}.dump`;

/** The whole backups in a repository, newest first. */
export async function listBackups(host: Host, repository: Repository, signal?: AbortSignal): Promise<Backup[]> {
  const script = "restic --quiet --no-lock snapshots --json";
  const printed = await restic(host, repository, { script, ...(signal === undefined ? {} : { signal }) });
  return backupsIn(repository.instance, JSON.parse(printed) as readonly Snapshot[]); // restic's own form
}

export function backupsIn(instance: string, snapshots: readonly Snapshot[]): Backup[] {
  const tagged = snapshots.map((snapshot) => ({ ...snapshot, tags: tagsOf(snapshot) }));
  const newestFirst = (wanted: Readonly<Record<string, string>>) =>
    tagged
      .filter(({ tags }) => Object.entries(wanted).every(([name, value]) => tags.get(name) === value))
      .sort((a, b) => (a.time < b.time ? 1 : -1));
  const newest = (wanted: Readonly<Record<string, string>>) => newestFirst(wanted)[0];
  const whole = tagged.filter(({ tags }) => tags.get("part") === "done");
  return whole
    .flatMap(({ id: done, time, tags }) => {
      const id = tags.get("id") ?? "";
      const data = newest({ part: "data", id });
      if (data === undefined) return [];
      const log = newest({ part: "log", since: id });
      const dump = newestFirst({ part: "dump", id }).find(({ paths = [] }) => paths.includes(dumpPath));
      const objects = newestFirst({ part: "objects", since: id }).reverse();
      return [
        {
          instance,
          id,
          at: new Date(time).toISOString(),
          bytes: Number(tags.get("bytes") ?? 0),
          postgres: tags.get("postgres") ?? "",
          exact: tags.get("exact") === "true",
          ...(log === undefined ? {} : { logUntil: new Date(log.time).toISOString() }),
          snapshots: { data: data.id, done, log: log?.id, dump: dump?.id, objects: objects.map((each) => each.id) },
        },
      ];
    })
    .sort((a, b) => (a.id < b.id ? 1 : -1));
}

function tagsOf({ tags = [] }: Snapshot): Map<string, string> {
  return new Map(tags.map((tag) => [tag.slice(0, tag.indexOf("=")), tag.slice(tag.indexOf("=") + 1)]));
}

/** A moment to restore: what a backup itself holds, or a later one by the log that was saved after it. */
export interface Choice {
  readonly backup: Backup;
  /** ISO 8601, or `end` for everything the log has; unset for the backup's own moment. */
  readonly moment?: string | undefined;
}

/**
 * Finds what to restore.
 * @param to `latest`, everything there is; the id of a backup; or a moment, such as `2026-01-31T09:30:00Z`.
 * @throws FleetError naming what there is.
 */
export function choose(backups: readonly Backup[], to: string, instance: string): Choice {
  const [newest] = backups;
  if (newest === undefined) throw new FleetError("refused", `There is no whole backup of ${instance}.`);
  if (to === "latest") return { backup: newest, moment: newest.logUntil === undefined ? undefined : "end" };
  const named = backups.find(({ id }) => id === to);
  if (named !== undefined) return { backup: named };
  const known = `There are: ${backups.map(({ id }) => id).join(", ")}.`;
  const wanted = Date.parse(to);
  const timed = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}\S*?(Z|[+-]\d{2}:?\d{2})?$/.exec(to);
  // Hours off is the wrong data, and nobody would notice.
  if (timed !== null && timed[1] === undefined)
    throw new FleetError("usage", `The moment "${to}" has no time zone. Write one: ${to.replace(" ", "T")}Z, or with +02:00 in place of the Z.`); // prettier-ignore
  if (timed === null || Number.isNaN(wanted))
    throw new FleetError("usage", `${instance} has no backup "${to}". ${known} Or name a moment, such as 2026-01-31T09:30:00Z.`); // prettier-ignore
  const earlier = backups.filter(({ at }) => Date.parse(at) <= wanted);
  const moment = new Date(wanted).toISOString();
  // The newest one's log may not have been saved yet when that of the one before reaches far enough.
  const backup = earlier.find(({ logUntil }) => logUntil !== undefined && moment <= logUntil) ?? earlier[0];
  if (backup === undefined)
    throw new FleetError("refused", `${to} is before the oldest backup of ${instance} (${backups.at(-1)?.at}).`);
  if (backup.logUntil === undefined)
    throw new FleetError("refused", `No log was saved after backup ${backup.id}, so only its own moment, ${backup.at}, can be restored: --to ${backup.id}. With backup.pointInTime there is one from the next backup on.`); // prettier-ignore
  if (moment > backup.logUntil)
    throw new FleetError("refused", `The log after backup ${backup.id} reaches until ${backup.logUntil}, not until ${moment}. --to latest restores all of it.`); // prettier-ignore
  return { backup, moment };
}
