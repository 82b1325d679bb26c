import type { BroughtUp } from "../../operations/backup/asNew";
import type { Drill } from "../../operations/backup/drill";
import type { Restored } from "../../operations/backup/restore";
import { type Running, note } from "../../operations/progress";

/** What a job came to, as its last steps: whoever follows it reads it there. */
type Tell<Outcome> = (running: Running, outcome: Outcome) => void;

export const tellDrill: Tell<Drill> = (running, { instance, tables, rows, objects, seconds, lost }) => {
  note(running, `restored and compared in ${seconds} s: ${counted({ tables, rows, objects })}`, instance);
  note(running, `${lost} s of work would have been lost`, instance);
};

export const tellRestore: Tell<Restored> = (running, { instance, seconds, down, safety, comparison }) => {
  note(running, `${counted(comparison)}, in ${seconds} s, ${down} s of them down`, instance);
  for (const line of comparison.expected) note(running, `${line} (written after the backup counted)`, instance);
  note(running, `the data of before is snapshot ${safety}; "fleet snapshots remove ${instance} ${safety}" removes it`, instance); // prettier-ignore
};

export const tellBroughtUp: Tell<BroughtUp> = (running, { instance, seconds, comparison }) => {
  note(running, `${counted(comparison)}, in ${seconds} s`, instance);
  for (const line of comparison.expected) note(running, `${line} (written after the backup counted)`, instance);
};

const counted = ({
  tables,
  rows,
  objects,
}: {
  readonly tables: number;
  readonly rows: number;
  readonly objects: number;
}) => `${tables} tables with ${rows} rows, ${objects} objects`;
