/** @jsxRuntime automatic */
import { useKeys } from "../screen/layers";
import { useState } from "react";
import type { Job } from "../../operations/jobs";
import type { Size } from "../screen/looks";
import { useClock } from "../state/useReading";
import { JobsScreen, saidBy, saidRoom } from "./JobsScreen";

export interface JobsViewProps {
  readonly size: Size;
  /** Oldest first. */
  readonly jobs: readonly Job[];
  readonly cancel: (id: string) => void;
  readonly leave: () => void;
}

export function JobsView({ size, jobs, cancel, leave }: JobsViewProps) {
  const [at, setAt] = useState(0);
  const [back, setBack] = useState(0);
  const newest = [...jobs].reverse();
  const now = useClock(jobs.some(({ ended }) => ended === undefined));
  useKeys((input, key) => {
    if (key.escape || input === "q") return leave();
    const job = newest[at];
    if (key.downArrow || key.upArrow) {
      setBack(0);
      return setAt(Math.max(0, Math.min(newest.length - 1, at + (key.downArrow ? 1 : -1))));
    }
    const room = saidRoom(size, newest, at);
    const most = job === undefined ? 0 : Math.max(0, saidBy(job, size.columns).length - room);
    if (key.pageUp || key.pageDown)
      return setBack(Math.max(0, Math.min(most, back + (key.pageUp ? room - 1 : 1 - room))));
    if (input === "k" && job !== undefined) cancel(job.id);
  });
  return <JobsScreen size={size} jobs={newest} at={at} back={back} now={now} />;
}
