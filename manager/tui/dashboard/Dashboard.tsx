/** @jsxRuntime automatic */
import { useKeys } from "../screen/layers";
import { useEffect, useState } from "react";
import { typedInto } from "../screen/fields";
import type { Size } from "../screen/looks";
import { waitsSince } from "../state/reading";
import { useClock } from "../state/useReading";
import type { FleetNow } from "../state/feed";
import { DashboardScreen } from "./DashboardScreen";
import { type Selection, current, meant, moved, ordered, shown, toggled } from "./selection";

/** What the dashboard has somebody else do. */
export type Wish =
  | { readonly wants: "detail"; readonly name: string }
  | { readonly wants: "start" | "stop" | "restart" | "pause" | "resume" | "back up" | "rotate" | "delete" | "monitor"; readonly names: readonly string[] } // prettier-ignore
  | { readonly wants: "create" | "refresh" | "jobs" | "quit" };

export interface DashboardViewProps {
  readonly size: Size;
  readonly stack: string;
  readonly fleet: FleetNow;
  /** Kept outside, so that it is as it was when one comes back. */
  readonly selection: Selection;
  readonly select: (selection: Selection) => void;
  readonly wish: (wish: Wish) => void;
  /** Which instances have their figures read. */
  readonly watch: (who: string, names: readonly string[]) => void;
  readonly message?: string | undefined;
}

const acts = { s: "start", x: "stop", r: "restart", p: "pause", u: "resume", b: "back up", t: "rotate", d: "delete", m: "monitor" } as const; // prettier-ignore
const wants = { c: "create", f: "refresh", j: "jobs", q: "quit" } as const;
const has = <T extends object>(table: T, key: string): key is Extract<keyof T, string> => Object.hasOwn(table, key);

export function Dashboard({ size, stack, fleet, selection, select, wish, watch, message }: DashboardViewProps) {
  const [filtering, setFiltering] = useState(false);
  const now = useClock(fleet.rows.some((row) => waitsSince(row, Date.now()) !== undefined) || fleet.rows.length === 0);
  const rows = shown(fleet.rows, selection);
  const seen = watched(fleet, selection, size.rows).join(" ");
  useEffect(() => watch("dashboard", seen.split(" ").filter(Boolean)), [seen, watch]);

  useKeys((input, key) => {
    if (filtering) {
      if (key.escape) select({ ...selection, filter: "" });
      if (key.escape || key.return) return setFiltering(false);
      return select({ ...selection, filter: typedInto({ id: "filter", label: "", kind: "text", value: selection.filter }, input, key) }); // prettier-ignore
    }
    const row = current(rows, selection);
    const by = key.downArrow ? 1 : key.upArrow ? -1 : key.pageDown ? 10 : key.pageUp ? -10 : 0;
    if (by !== 0) return select(moved(rows, selection, by));
    if (input === "/") return setFiltering(true);
    if (key.escape) return select({ ...selection, filter: "", marked: new Set() });
    if (input === " ") return row && select(moved(rows, toggled(selection, [row.name]), 1));
    if (input === "a") return select(toggled(selection, rows.map(({ name }) => name))); // prettier-ignore
    if (input === "o") return select(ordered(selection));
    if (input === "O") return select({ ...selection, reversed: !selection.reversed });
    if (key.return) return row && wish({ wants: "detail", name: row.name });
    if (has(wants, input)) return wish({ wants: wants[input] });
    const names = meant(rows, fleet.rows, selection);
    if (has(acts, input) && names.length > 0) wish({ wants: acts[input], names });
  });

  return <DashboardScreen size={size} stack={stack} fleet={fleet} selection={selection} filtering={filtering} message={message} now={now} />; // prettier-ignore
}

/** Those that fit on the screen around the cursor; all where the order is one of figures. */
function watched({ rows }: FleetNow, selection: Selection, room: number): string[] {
  const all = shown(rows, selection);
  if (selection.order === "cpu" || selection.order === "memory") return all.map(({ name }) => name).sort();
  const at = Math.max(0, all.findIndex(({ name }) => name === current(all, selection)?.name)); // prettier-ignore
  return all.slice(Math.max(0, at - room), at + room).map(({ name }) => name).sort(); // prettier-ignore
}
