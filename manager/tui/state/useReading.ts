import { useEffect, useState, useSyncExternalStore } from "react";
import { Poll } from "./poll";
import type { Reading } from "./reading";

/** Something that tells when it is another. */
interface Told<T> {
  readonly subscribe: (listener: () => void) => () => void;
  readonly reading: () => T;
}

/** What it is now, drawn anew when it changes. */
export const useSnapshot = <T>({ subscribe, reading }: Told<T>): T => useSyncExternalStore(subscribe, reading);

/** What a poll knows, drawn anew with each answer. It asks only while something is drawn with it. */
const useReading = <T>(poll: Poll<T>): Reading<T> => useSnapshot(poll);

/** A poll of a screen's own, which ends with it. */
export function usePoll<T>(ask: () => Promise<T>, every: number): { reading: Reading<T>; again: () => void } {
  const [poll] = useState(() => new Poll(ask, every));
  return { reading: useReading(poll), again: poll.now };
}

/** The time, anew every second while somebody waits for something; milliseconds since 1970. */
export function useClock(ticks: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!ticks) return;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [ticks]);
  return ticks ? now : Date.now();
}
