/** @jsxRuntime automatic */
import { useKeys } from "../screen/layers";
import { useState } from "react";
import { levels } from "../../operations/logs/level";
import type { Questions } from "../fleet";
import { typedInto } from "../screen/fields";
import type { KeyHint } from "../screen/keyLines";
import { bodyRows } from "../screen/Screen";
import { LogTail } from "../state/logTail";
import { useClock, useSnapshot } from "../state/useReading";
import { DetailFrame, type TabProps } from "./DetailFrame";
import { type LogChoice, matching } from "./logLines";
import { Logs } from "./LogsScreen";
import { tabAt, tabKeys } from "./tabs";

const keys: readonly KeyHint[] = [
  { key: "up down pgup pgdn", does: "hold and read" },
  { key: "end", does: "follow" },
  { key: "/", does: "search" },
  { key: "l", does: "level" },
  { key: "v", does: "service" },
  { key: "w", does: "whole lines" },
  ...tabKeys,
];
const searchKeys: readonly KeyHint[] = [
  { key: "enter", does: "keep the search" },
  { key: "esc", does: "drop it" },
];

export interface LogsTabProps extends TabProps {
  readonly ask: Pick<Questions, "logs">;
  /** Service whose lines alone are shown at first. */
  readonly service: string | undefined;
}

export function LogsTab({ ask, service, ...tab }: LogsTabProps) {
  const { size, row, show, leave, message } = tab;
  const [tail] = useState(() => new LogTail(ask, row.name));
  const log = useSnapshot(tail);
  const [choice, setChoice] = useState<LogChoice>({ service, level: "debug", search: "" });
  const [back, setBack] = useState(0);
  const [searching, setSearching] = useState(false);
  const [whole, setWhole] = useState(false);
  const now = useClock(log.since !== undefined);
  const room = bodyRows(size, searching ? searchKeys : keys, message);
  const choose = (change: Partial<LogChoice>) => {
    setChoice({ ...choice, ...change });
    setBack(0);
  };

  useKeys((input, key) => {
    if (searching) {
      if (key.escape) choose({ search: "" });
      if (key.escape || key.return) return setSearching(false);
      return choose({ search: typedInto({ id: "search", label: "", kind: "text", value: choice.search }, input, key) }); // prettier-ignore
    }
    if (key.escape) return leave();
    const next = tabAt(input);
    if (next !== undefined) return show(next);
    const by = key.upArrow ? 1 : key.downArrow ? -1 : key.pageUp ? room - 2 : key.pageDown ? 2 - room : 0;
    const most = Math.max(0, matching(log.lines, choice).length - room + 1);
    if (by !== 0) return setBack(Math.max(0, Math.min(most, back + by)));
    if (key.end) return setBack(0);
    if (input === "/") return setSearching(true);
    if (input === "w") return setWhole(!whole);
    if (input === "l") return choose({ level: levels[(levels.indexOf(choice.level) + 1) % levels.length] ?? "debug" });
    const services = [undefined, ...(row.health?.services.map((one) => one.service) ?? [])];
    if (input === "v") choose({ service: services[(services.findIndex((one) => one === choice.service) + 1) % services.length] }); // prettier-ignore
  });

  return (
    <DetailFrame {...tab} tab="logs" keys={searching ? searchKeys : keys}>
      <Logs
        log={log}
        choice={choice}
        back={back}
        columns={whole ? size.columns : undefined}
        searching={searching}
        room={room}
        now={now}
      />
    </DetailFrame>
  );
}
