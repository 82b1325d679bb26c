/** @jsxRuntime automatic */
import { Text } from "ink";
import type { Job } from "../../operations/jobs";
import type { KeyHint } from "../screen/keyLines";
import { type Size, useGlyphs } from "../screen/looks";
import { Screen, bodyRows } from "../screen/Screen";
import { jobLine } from "../show/jobWords";

export interface JobsProps {
  readonly size: Size;
  /** Newest first. */
  readonly jobs: readonly Job[];
  /** Number of the job under the cursor. */
  readonly at: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export const jobKeys: readonly KeyHint[] = [
  { key: "up down", does: "move" },
  { key: "k", does: "cancel where nothing is half done" },
  { key: "esc", does: "back" },
];

/** What was begun here: how it goes, and in full why something failed. */
export function JobsScreen({ size, jobs, at, now }: JobsProps) {
  const glyphs = useGlyphs();
  const room = bodyRows(size, jobKeys);
  const most = Math.max(1, Math.floor(room / 2));
  const from = Math.max(0, at - most + 1);
  const job = jobs[at];
  const said = job === undefined ? [] : saidBy(job);
  const left = room - Math.min(most, jobs.length) - 1;
  return (
    <Screen size={size} title="Jobs" keys={jobKeys}>
      {jobs.length === 0 ? <Text>Nothing was begun here yet.</Text> : null}
      {jobs.slice(from, from + most).map((one, index) => (
        <Text key={one.id} inverse={from + index === at} wrap="truncate-end">
          {jobLine(one, now, glyphs)}
        </Text>
      ))}
      <Text> </Text>
      {said.slice(-left).map((line, index) => (
        <Text key={index} wrap="truncate-end">
          {`  ${line}`}
        </Text>
      ))}
    </Screen>
  );
}

const saidBy = ({ progress, error }: Job): string[] => [
  ...progress.map(({ at, instance, message }) => `${at.slice(11, 19)} ${instance === undefined ? "" : `${instance}: `}${message}`), // prettier-ignore
  ...(error?.message.split("\n") ?? []),
];
