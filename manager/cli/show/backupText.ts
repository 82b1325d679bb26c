import type { Backup } from "../../operations/backup/backups";
import type { Checked } from "../../operations/backup/check";
import type { Downloaded } from "../../operations/backup/download";
import type { Drill } from "../../operations/backup/drill";
import type { Verified } from "../../operations/backup/store";
import { table } from "../table";
import pc from "./colours";
import { duration } from "./duration";
import { size } from "./size";

export const backedUpText = ({ instance, id, bytes }: Backup): string => `${instance}: backup ${id}, ${size(bytes)}`;

export const downloadedText = ({ instance, backup, file, bytes }: Downloaded): string =>
  `The dump of backup ${backup} of ${instance} is in ${file}, ${size(bytes)}. It is not encrypted.\nTo read it: pg_restore --no-owner -d <address of a database> ${file}`;

export function backupsText(backups: readonly Backup[]): string {
  if (backups.length === 0) return "There are no backups.";
  const rows = backups.map(({ instance, id, at, bytes, postgres, logUntil, exact }) => [
    instance,
    id,
    at.slice(0, 19) + "Z",
    size(bytes),
    postgres,
    logUntil === undefined ? "that moment" : `until ${logUntil.slice(0, 19)}Z`,
    exact ? "exact" : "while it was written to",
  ]);
  return table(["INSTANCE", "BACKUP", "MOMENT", "SIZE", "POSTGRES", "RESTORES", "COUNTS"], rows);
}

export function drillText({ instance, backup, proven, seconds, lost, tables, rows, objects, problems }: Drill): string {
  const head = `${pc.bold(instance)}: ${proven ? pc.green("proven") : pc.red("not proven")}, backup ${backup}`;
  const facts = [
    `  restored and compared in ${duration(seconds)}; ${duration(lost)} of work would have been lost`,
    `  ${tables} tables with ${rows} rows, ${objects} objects`,
  ];
  return [head, ...(proven ? facts : []), ...problems.map((problem) => `  ${pc.red(problem)}`)].join("\n");
}

export const verifiedText = (stores: readonly Verified[]): string =>
  stores
    .map(({ instance, whole, damaged, problem }) => {
      if (problem === undefined) return `${pc.bold(instance)}: ${pc.green("whole")}, ${whole.length} backups`;
      const rest = whole.length === 0 ? "No backup is whole." : `Whole are: ${whole.join(", ")}.`;
      return `${pc.bold(instance)}: ${pc.red("damaged")}\n  ${problem}\n  Damaged: ${damaged.join(", ") || "none that counts"}. ${rest}`;
    })
    .join("\n");

export const checkedText = (instances: readonly Checked[]): string =>
  instances
    .map(({ instance, alarms }) =>
      alarms.length === 0
        ? `${pc.bold(instance)}: ${pc.green("all is well")}`
        : [`${pc.bold(instance)}:`, ...alarms.map((alarm) => `  ${pc.red(alarm)}`)].join("\n"),
    )
    .join("\n");
