import type { BroughtUp } from "../../operations/backup/asNew";
import type { Cloned } from "../../operations/backup/clone";
import type { Recoverable } from "../../operations/backup/recover";
import type { RestorePreview, Restored } from "../../operations/backup/restore";
import pc from "./colours";
import { duration } from "./duration";

export function restorePreviewText(preview: RestorePreview): string {
  const { instance, backup, moment, tables, rows, objects, only, otherImages, interrupted } = preview;
  return [
    `${pc.bold(instance)} gets ${only === undefined ? "the data" : `the ${only}`} of backup ${backup}${moment === undefined ? ", and all that the log has after it" : `, as it was at ${moment}`}.`,
    `  The backup holds ${tables} tables with ${rows} rows and ${objects} objects.`,
    `  What ${instance} has now is kept as a snapshot on its host, until you remove it.`,
    ...(only === undefined
      ? []
      : [
          `  ${only === "storage" ? "Its rows about objects" : "The files of its objects"} stay as they are: the two may not fit.`,
        ]),
    ...otherImages.map((image) => `  ${pc.dim(`${image.service} was ${image.backup} then; now it is ${image.now}.`)}`),
    ...(interrupted === undefined
      ? []
      : [`  ${pc.yellow(`A restore of ${interrupted.since} did not come to its end; it is undone first.`)}`]),
  ].join("\n");
}

export function restoredText({ instance, backup, moment, seconds, down, safety, comparison }: Restored): string {
  const { tables, rows, objects, expected } = comparison;
  return [
    `${pc.bold(instance)}: ${pc.green("restored")} from backup ${backup}${moment === undefined ? " and the log after it" : `, as of ${moment}`}`,
    `  ${tables} tables with ${rows} rows, ${objects} objects; ${duration(seconds)} in all, ${duration(down)} of them down`,
    ...expected.map((line) => `  ${pc.dim(`${line} (written after the backup counted)`)}`),
    `  Its data of before is snapshot ${safety}; "fleet snapshots remove ${instance} ${safety}" removes it.`,
  ].join("\n");
}

export function broughtUpText({ instance, backup, seconds, comparison }: BroughtUp): string {
  const { tables, rows, objects, expected } = comparison;
  return [
    `${pc.bold(instance)}: ${pc.green("is up")}, from backup ${backup}, in ${duration(seconds)}`,
    `  ${tables} tables with ${rows} rows, ${objects} objects`,
    ...expected.map((line) => `  ${pc.dim(`${line} (written after the backup counted)`)}`),
    `  Keys    fleet keys ${instance}`,
  ].join("\n");
}

export function clonedText({ instance, from, expires, brought }: Cloned): string {
  const head =
    brought === undefined
      ? `${pc.bold(instance)}: ${pc.green("is up")}, with the settings of ${from} and no data`
      : broughtUpText(brought);
  return expires === undefined ? head : `${head}\n  Its time is over at ${expires}: "fleet expire" deletes it then.`;
}

export const recoverableText = (found: readonly Recoverable[]): string =>
  found
    .map(({ repository, choice: { backup, moment }, manifest }) => {
      const until = moment === undefined ? backup.at : moment === "end" ? `${backup.at}, and the log until ${backup.logUntil}` : moment; // prettier-ignore
      const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
      return `${pc.bold(repository.instance)}: backup ${backup.id} (${until}), ${manifest.tables.length} tables with ${rows} rows`;
    })
    .join("\n");
