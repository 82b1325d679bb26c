/** @jsxRuntime automatic */
import { Text } from "ink";
import type { Size } from "../screen/looks";
import { Screen, bodyRows } from "../screen/Screen";
import { stateWords } from "../show/states";
import { passed } from "../show/time";
import type { FleetNow } from "../state/feed";
import type { Row } from "../state/rows";
import { dashboardKeys, filterKeys } from "./keys";
import { List } from "./List";
import { type Selection, current, shown } from "./selection";

export interface DashboardProps {
  readonly size: Size;
  readonly stack: string;
  readonly fleet: FleetNow;
  readonly selection: Selection;
  /** Whether the filter is being typed. */
  readonly filtering: boolean;
  readonly message?: string | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** All instances, and what is wrong with the one under the cursor. */
export function DashboardScreen({ size, stack, fleet, selection, filtering, message, now }: DashboardProps) {
  const rows = shown(fleet.rows, selection);
  const row = current(rows, selection);
  const keys = filtering ? filterKeys : dashboardKeys;
  const { job } = fleet;
  const aside = job === undefined ? "" : `at work: ${job.name} (${job.user})`;
  const told = row === undefined ? [] : [...(row.health === undefined ? [] : [row.health.urls.api]), ...row.notes];
  const room = bodyRows(size, keys, message) - 1 - Math.min(2, told.length);
  return (
    <Screen size={size} title={`${stack}: ${sum(fleet.rows)}`} aside={aside} keys={keys} message={message}>
      <Text dimColor={!filtering} wrap="truncate-end">
        {subtitle(selection, rows.length, filtering)}
      </Text>
      {rows.length > 0 ? (
        <List rows={rows} cursor={row?.name} marked={selection.marked} width={size.columns} room={room} now={now} />
      ) : (
        <Text wrap="wrap">{nothing(fleet, selection, now)}</Text>
      )}
      {told.slice(0, 2).map((line, index) => (
        <Text key={index} color={index === 0 && row?.health !== undefined ? undefined : "yellow"} wrap="truncate-end">
          {`  ${line}`}
        </Text>
      ))}
    </Screen>
  );
}

function subtitle({ filter, order, reversed, marked }: Selection, count: number, filtering: boolean): string {
  const filtered = filtering ? `Filter: ${filter}_` : filter === "" ? "" : `Filter: ${filter} (${count})`;
  const meant = marked.size === 0 ? "" : `${marked.size} marked`;
  return [filtered, `by ${order}${reversed ? ", turned" : ""}`, meant].filter((part) => part !== "").join("   ");
}

/** How many there are, and of each state how many. */
export function sum(rows: readonly Row[]): string {
  const states = [...new Set(rows.flatMap(({ state }) => state ?? []))].sort();
  const each = states.map((state) => `${rows.filter((row) => row.state === state).length} ${stateWords[state]}`);
  const all = `${rows.length} ${rows.length === 1 ? "instance" : "instances"}`;
  return each.length === 0 ? all : `${all}, ${each.join(", ")}`;
}

function nothing({ rows, problem, since }: FleetNow, { filter }: Selection, now: number): string {
  if (problem !== undefined) return problem;
  if (rows.length > 0) return `No instance matches "${filter}".`;
  if (since !== undefined) return `Reading the list … ${passed(now - since)}`;
  return "The list is empty. Press c to create an instance.";
}
