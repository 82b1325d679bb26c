/** @jsxRuntime automatic */
import { useKeys } from "../screen/layers";
import { useState } from "react";
import type { Job } from "../../operations/jobs";
import type { Size } from "../screen/looks";
import { useClock } from "../state/useReading";
import { JobsScreen } from "./JobsScreen";

export interface JobsViewProps {
  readonly size: Size;
  /** Oldest first. */
  readonly jobs: readonly Job[];
  readonly cancel: (id: string) => void;
  readonly leave: () => void;
}

export function JobsView({ size, jobs, cancel, leave }: JobsViewProps) {
  const [at, setAt] = useState(0);
  const newest = [...jobs].reverse();
  const now = useClock(jobs.some(({ ended }) => ended === undefined));
  useKeys((input, key) => {
    if (key.escape || input === "q") return leave();
    if (key.downArrow) return setAt(Math.max(0, Math.min(newest.length - 1, at + 1)));
    if (key.upArrow) return setAt(Math.max(0, at - 1));
    const job = newest[at];
    if (input === "k" && job !== undefined) cancel(job.id);
  });
  return <JobsScreen size={size} jobs={newest} at={at} now={now} />;
}
