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
