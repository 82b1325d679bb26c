import type { BackupFigures } from "../../operations/metrics/backups";
import type { Figures } from "../../operations/metrics/meter";
import type { Family, Labels } from "./exposition";
import { type May, prefix } from "./prefix";
import { pointOf } from "./stateFamilies";

/** Backups, proven restores, and how far the log of the database is behind. */
export function backupFamilies({ backups }: Figures, may: May): Family[] {
  const all = [...(backups.value ?? [])].filter(([name]) => may(name));
  const gauge = (name: string, help: string, value: (backup: BackupFigures) => number | undefined, more: Labels = {}): Family => ({
    name: `${prefix}${name}`,
    help,
    type: "gauge",
    samples: all.flatMap(([instance, backup]) => pointOf({ name: instance, ...more }, value(backup))),
  }); // prettier-ignore
  const seconds = (at: number | undefined) => (at === undefined ? undefined : at / 1000);
  const toArchive = gauge("wal_lag_seconds", "Age of the oldest log that waits, to be handed over by Postgres or to reach the store.", ({ unarchived }) => unarchived, { stage: "archive" }); // prettier-ignore
  const toShip = gauge("wal_lag_seconds", "", ({ unshipped }) => unshipped, { stage: "ship" });
  return [
    gauge("backup_up", "Whether the backup container of an instance answers.", ({ answers }) => Number(answers)),
    gauge("backup_alarms", "What is older than the list allows, or failed.", ({ alarms }) => alarms),
    gauge("backup_last_timestamp_seconds", "When the last backup was made.", ({ lastBackup }) => seconds(lastBackup)),
    gauge("backup_last_size_bytes", "Bytes of the data in it.", ({ bytes }) => bytes),
    gauge("backup_log_timestamp_seconds", "Until when the log lies in the store.", ({ logUntil }) => seconds(logUntil)),
    gauge("restore_proven_timestamp_seconds", "When a restore was proven last.", ({ lastProven }) => seconds(lastProven?.at)), // prettier-ignore
    gauge("restore_proven_duration_seconds", "How long it took.", ({ lastProven }) => lastProven?.seconds),
    gauge("restore_proven_lost_seconds", "How much work would have been lost.", ({ lastProven }) => lastProven?.lost),
    { ...toArchive, samples: [...toArchive.samples, ...toShip.samples] },
    gauge("wal_bytes", "Log that lies on the host.", ({ logBytes }) => logBytes),
  ];
}
