/** @jsxRuntime automatic */
import type { Job } from "../operations/jobs";
import { Agree, type Agreed } from "./agree/Agree";
import { rotating } from "./agree/rotation";
import { rotatable } from "./agree/secrets";
import { Dashboard } from "./dashboard/Dashboard";
import type { Selection } from "./dashboard/selection";
import { type Powers, granted } from "./dashboard/wishes";
import { Detail } from "./detail/Detail";
import type { Fleet } from "./fleet";
import { JobsView } from "./jobs/JobsView";
import { MonitorView } from "./monitor/MonitorView";
import { Choose } from "./screen/Choose";
import type { Size } from "./screen/looks";
import type { Feed, FleetNow } from "./state/feed";
import { atWork } from "./state/work";
import type { View } from "./view";
import { Wizard } from "./wizard/Wizard";

export interface ShownProps extends Omit<Powers, "fleet" | "refresh" | "begin"> {
  readonly view: View;
  readonly fleet: Fleet;
  readonly feed: Feed;
  readonly size: Size;
  readonly now: FleetNow;
  readonly jobs: readonly Job[];
  readonly selection: Selection;
  /** What goes on, or what somebody should read. */
  readonly message?: string | undefined;
  readonly select: (selection: Selection) => void;
  readonly leave: () => void;
  /** @returns id of the job. */
  readonly begin: (...job: Parameters<Powers["begin"]>) => string;
  /** Does what was agreed to. @returns id of the job. */
  readonly agree: (agreed: Agreed) => string;
  readonly cancel: (id: string) => void;
}

/** One view with what it needs of the whole. */
export function Shown({ view, ...all }: ShownProps) {
  const { fleet, feed, size, now, jobs, selection, message, select, open, leave, begin, agree, cancel, change } = all;
  switch (view.at) {
    case "dashboard":
      return <Dashboard size={size} stack={fleet.ask.stack} fleet={now} selection={selection} select={select} watch={feed.watch} wish={granted({ ...all, refresh: feed.again })} message={message} />; // prettier-ignore
    case "detail": {
      const row = now.rows.find(({ name }) => name === view.name) ?? unknownRow(view.name);
      const backUp = () => void begin(`backup ${view.name}`, view.name, async (running) => await fleet.deeds.backUp(view.name, running)); // prettier-ignore
      return <Detail size={size} fleet={fleet} row={row} message={message} change={change} backUp={backUp} leave={leave} />; // prettier-ignore
    }
    case "monitor":
      return <MonitorView size={size} ask={fleet.ask} feed={feed} names={view.names} message={message} leave={leave} />;
    case "wizard": {
      const detail = (name: string) => {
        leave();
        open({ at: "detail", name });
      };
      return <Wizard size={size} fleet={fleet} jobs={jobs} begin={agree} cancel={cancel} detail={detail} leave={leave} />; // prettier-ignore
    }
    case "agree": {
      const done = (agreed: Agreed) => {
        leave();
        agree(agreed);
      };
      return <Agree size={size} change={view.change} busy={atWork(jobs)?.name} agree={done} leave={leave} />;
    }
    case "rotate": {
      const choose = (secret: string) => {
        leave();
        change(rotating(fleet.deeds, view.names, secret));
      };
      return <Choose size={size} title={`Rotate which secret of ${view.names.join(", ")}?`} options={rotatable} choose={choose} leave={leave} />; // prettier-ignore
    }
    case "jobs":
      return <JobsView size={size} jobs={jobs} cancel={cancel} leave={leave} />;
  }
}

/** An instance that is in no list, or not yet. */
const unknownRow = (name: string) => ({ name, host: "", notes: [], well: 0, services: 0, restarts: 0, usage: {} });
