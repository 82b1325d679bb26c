/** @jsxRuntime automatic */
import { useEffect, useState } from "react";
import type { Questions } from "../fleet";
import { useKeys } from "../screen/layers";
import type { Size } from "../screen/looks";
import type { Feed } from "../state/feed";
import { waitsSince } from "../state/reading";
import { useClock, useSnapshot } from "../state/useReading";
import { Monitor } from "./monitor";
import { MonitorScreen } from "./MonitorScreen";

export interface MonitorViewProps {
  readonly size: Size;
  readonly ask: Pick<Questions, "traffic" | "look">;
  readonly feed: Feed;
  readonly names: readonly string[];
  readonly message?: string | undefined;
  readonly leave: () => void;
}

export function MonitorView({ size, ask, feed, names, message, leave }: MonitorViewProps) {
  const [monitor] = useState(() => new Monitor(ask, names, () => feed.reading().rows));
  const now = useSnapshot(monitor);
  const clock = useClock(now.each.some((one) => waitsSince(one, Date.now()) !== undefined));
  const [from, setFrom] = useState(0);

  useEffect(() => {
    feed.watch("monitor", names);
    return () => feed.watch("monitor", []);
  }, [feed, names]);

  useKeys((_input, key) => {
    if (key.escape) return leave();
    if (key.downArrow || key.upArrow) setFrom(Math.max(0, Math.min(names.length - 1, from + (key.downArrow ? 1 : -1))));
  });

  return <MonitorScreen size={size} monitor={now} from={from} message={message} now={clock} />;
}
