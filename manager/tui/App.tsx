/** @jsxRuntime automatic */
import { useApp } from "ink";
import { useState } from "react";
import type { Running } from "../operations/progress";
import type { Agreed } from "./agree/Agree";
import type { Change } from "./agree/change";
import { unselected } from "./dashboard/selection";
import type { Fleet } from "./fleet";
import { Keyboard, Layer } from "./screen/layers";
import { type Size, useGlyphs, useSize } from "./screen/looks";
import { jobLine } from "./show/jobWords";
import { Feed } from "./state/feed";
import { useClock, useSnapshot } from "./state/useReading";
import { Work, foremost } from "./state/work";
import { Shown } from "./Shown";
import type { View } from "./view";

export interface AppProps {
  readonly fleet: Fleet;
  /** That of the terminal when unset. */
  readonly size?: Size | undefined;
}

/** The whole of `fleet tui`: views that lie on each other, and what is done by them. */
export function App({ fleet, size: given }: AppProps) {
  const { exit } = useApp();
  const own = useSize();
  const size = given ?? own;
  const glyphs = useGlyphs();
  const [feed] = useState(() => new Feed(fleet.ask));
  const [work] = useState(() => new Work(fleet.jobs, feed.again));
  const [views, setViews] = useState<readonly View[]>([{ at: "dashboard" }]);
  const [selection, select] = useState(unselected);
  const [said, say] = useState<string>();
  const now = useSnapshot(feed);
  const jobs = useSnapshot(work);
  const job = foremost(jobs);
  const clock = useClock(job?.state === "running");

  const open = (view: View) => {
    say(undefined);
    setViews((before) => [...before, view]);
  };
  const leave = () => setViews((before) => before.slice(0, Math.max(1, before.length - 1)));
  const begin = (name: string, instance: string | undefined, deed: (running: Running) => Promise<unknown>): string => {
    say(undefined);
    return work.begin(name, instance, deed);
  };
  const agree = ({ change: { job: name, instance }, prepared, answers }: Agreed): string =>
    begin(name, instance, async (running) => await prepared.carryOut(running, answers));
  const message = said ?? (job === undefined ? undefined : jobLine(job, clock, glyphs));
  const change = (wanted: Change) => open({ at: "agree", change: wanted });
  const shared = { fleet, feed, size, now, jobs, selection, message, select, open, leave, begin, agree, change, say, cancel: (id: string) => void work.cancel(id), quit: () => exit() }; // prettier-ignore

  return (
    <Keyboard>
      {views.map((view, index) => (
        <Layer key={`${index} ${view.at}`} onTop={index === views.length - 1}>
          <Shown view={view} {...shared} />
        </Layer>
      ))}
    </Keyboard>
  );
}
