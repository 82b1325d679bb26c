/** @jsxRuntime automatic */
import { useEffect, useState } from "react";
import type { Job } from "../../operations/jobs";
import type { InstanceKeys } from "../../operations/keys";
import type { Questions } from "../fleet";
import { useKeys } from "../screen/layers";
import type { Size } from "../screen/looks";
import { useClock, usePoll } from "../state/useReading";
import { ProgressScreen } from "./ProgressScreen";

export interface ProgressViewProps {
  readonly size: Size;
  readonly ask: Pick<Questions, "look" | "keys">;
  readonly name: string;
  readonly job: Job | undefined;
  readonly cancel: () => void;
  readonly detail: () => void;
  readonly leave: () => void;
}

/** Milliseconds between two looks at the containers. */
const every = 1000;

export function Progress({ size, ask, name, job, cancel, detail, leave }: ProgressViewProps) {
  const { reading, again } = usePoll(async () => await ask.look([name], "health"), every);
  const [keys, setKeys] = useState<InstanceKeys>();
  const isOver = job?.ended !== undefined;
  const now = useClock(!isOver);
  const isMade = job?.state === "done";

  useEffect(() => {
    if (isOver) again();
    // Its marks are a kindness: whatever is wrong is told where keys are looked at.
    if (isMade) ask.keys(name).then(setKeys, () => undefined);
  }, [isOver, isMade, ask, name, again]);

  useKeys((input, key) => {
    if (key.escape) return leave();
    if (input === "k" && !isOver) return cancel();
    if (key.return && isMade) detail();
  });

  return <ProgressScreen size={size} name={name} job={job} instance={reading.value?.instances[0]} keys={keys} now={now} />; // prettier-ignore
}
