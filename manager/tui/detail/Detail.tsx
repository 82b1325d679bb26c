/** @jsxRuntime automatic */
import { useState } from "react";
import type { Change } from "../agree/change";
import type { Fleet } from "../fleet";
import type { Size } from "../screen/looks";
import type { Row } from "../state/rows";
import { DataTab } from "./DataTab";
import { EnvironmentTab } from "./EnvironmentTab";
import type { Pending } from "./environment";
import { KeysTab } from "./KeysTab";
import { LogsTab } from "./LogsTab";
import { ServicesTab } from "./ServicesTab";
import type { Tab } from "./tabs";

export interface DetailProps {
  readonly size: Size;
  readonly fleet: Fleet;
  readonly row: Row;
  readonly message?: string | undefined;
  readonly change: (change: Change) => void;
  readonly backUp: () => void;
  readonly leave: () => void;
}

/** Everything about one instance, in tabs. */
export function Detail({ size, fleet, row, message, change, backUp, leave }: DetailProps) {
  const [{ tab, service }, setTab] = useState<{ readonly tab: Tab; readonly service?: string }>({ tab: "services" });
  const show = (next: Tab, of?: string) => setTab({ tab: next, ...(of === undefined ? {} : { service: of }) });
  const [pending, setPending] = useState<readonly Pending[]>([]);
  const [warned, warn] = useState(false);
  const note = (changes: readonly Pending[]) => {
    warn(false);
    setPending(changes);
  };
  // What was typed is not lost by a key too many.
  const parting = () => {
    if (pending.length === 0 || warned) return leave();
    warn(true);
    show("environment");
  };
  const shared = { size, row, message: warned && tab === "environment" ? unwritten(pending.length) : message, show, leave: parting }; // prettier-ignore
  switch (tab) {
    case "services":
      return <ServicesTab {...shared} fleet={fleet} change={change} />;
    case "logs":
      return <LogsTab {...shared} ask={fleet.ask} service={service} />;
    case "environment":
      return <EnvironmentTab {...shared} fleet={fleet} change={change} pending={pending} setPending={note} />;
    case "keys":
      return <KeysTab {...shared} fleet={fleet} />;
    case "data":
      return <DataTab {...shared} ask={fleet.ask} backUp={backUp} />;
  }
}

const unwritten = (count: number): string =>
  `${count === 1 ? "A change is" : `${count} changes are`} not written: w writes, z forgets, and esc leaves without.`;
