/** @jsxRuntime automatic */
import { Text } from "ink";
import type { Job } from "../../operations/jobs";
import { fitted } from "../screen/fitted";
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
  /** Lines that the end of what it said is below the screen. */
  readonly back: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** A job that has ended is not cancelled. */
const keysOf = (job: Job | undefined): readonly KeyHint[] => [
  { key: "up down", does: "move" },
  { key: "pgup pgdn", does: "read what it said" },
  ...(job === undefined || job.ended !== undefined ? [] : [{ key: "k", does: "cancel where nothing is half done" }]),
  { key: "esc", does: "back" },
];

/** What was begun here: how it goes, and in full why something failed. */
export function JobsScreen({ size, jobs, at, back, now }: JobsProps) {
  const glyphs = useGlyphs();
  const job = jobs[at];
  const keys = keysOf(job);
  const most = mostJobs(size, job);
  const from = Math.max(0, at - most + 1);
  const said = job === undefined ? [] : saidBy(job, size.columns);
  const left = saidRoom(size, jobs, at);
  const end = said.length - Math.min(back, Math.max(0, said.length - left));
  return (
    <Screen size={size} title="Jobs" keys={keys}>
      {jobs.length === 0 ? <Text>Nothing was begun here yet.</Text> : null}
      {jobs.slice(from, from + most).map((one, index) => (
        <Text key={one.id} inverse={from + index === at} wrap="truncate-end">
          {jobLine(one, now, glyphs)}
        </Text>
      ))}
      <Text> </Text>
      {said.slice(Math.max(0, end - left), end).map((line, index) => (
        <Text key={index} wrap="truncate-end">
          {line}
        </Text>
      ))}
    </Screen>
  );
}

/** Jobs that are listed at a time. */
const mostJobs = (size: Size, job: Job | undefined): number => Math.max(1, Math.floor(bodyRows(size, keysOf(job)) / 2));

/** Lines for what the job under the cursor said. */
export const saidRoom = (size: Size, jobs: readonly Job[], at: number): number =>
  bodyRows(size, keysOf(jobs[at])) - Math.min(mostJobs(size, jobs[at]), Math.max(1, jobs.length)) - 1;

/** Its steps, and in full why it failed. */
export const saidBy = ({ progress, error }: Job, columns: number): string[] =>
  [
    ...progress.map(({ at, instance, message }) => `${at.slice(11, 19)} ${instance === undefined ? "" : `${instance}: `}${message}`), // prettier-ignore
    ...(error?.message.split("\n") ?? []),
  ].flatMap((line) => fitted(`  ${line}`, columns));
