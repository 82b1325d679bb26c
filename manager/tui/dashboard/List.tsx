/** @jsxRuntime automatic */
import { Text } from "ink";
import { memo } from "react";
import { bytes, percent } from "../../cli/show/figures";
import { useGlyphs } from "../screen/looks";
import { bar } from "../show/bar";
import { stateColours, stateWords } from "../show/states";
import { passed } from "../show/time";
import type { Row } from "../state/rows";
import { waitsSince } from "../state/reading";
import { type Columns, columnsFor } from "./columns";
import { windowOf } from "./selection";

export interface ListProps {
  /** Filtered and in order. */
  readonly rows: readonly Row[];
  readonly cursor: string | undefined;
  readonly marked: ReadonlySet<string>;
  /** Columns that it may take. */
  readonly width: number;
  /** Lines that it may take, its head included. */
  readonly room: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The part of the list that fits, with the cursor in it. */
export function List({ rows, cursor, marked, width, room, now }: ListProps) {
  const at = Math.max(
    0,
    rows.findIndex(({ name }) => name === cursor),
  );
  const { from, to } = windowOf(rows.length, at, room - 1);
  const longest = (text: (row: Row) => string) => Math.max(0, ...rows.map((row) => text(row).length));
  const columns = columnsFor(
    width,
    longest(({ name }) => name),
    longest(({ host }) => host),
  );
  const most = Math.max(1, ...rows.map(({ usage }) => usage.disk ?? 0));
  return (
    <>
      <Head columns={columns} />
      {rows.slice(from, to).map((row) => (
        <Line
          key={row.name}
          row={row}
          columns={columns}
          isCurrent={row.name === cursor}
          isMarked={marked.has(row.name)}
          most={most}
          waits={waiting(row, now)}
        />
      ))}
    </>
  );
}

/** In words, so that a line is drawn anew only when they change. */
function waiting(row: Row, now: number): string | undefined {
  const since = waitsSince(row, now);
  return since === undefined ? undefined : `waiting ${passed(now - since)}`;
}

function Head({ columns: { name, host, bar: width } }: { readonly columns: Columns }) {
  const figure = (text: string, room: number) => (width === 0 ? "" : `${text.padEnd(width)} `) + (width === 0 ? text : "").padStart(room); // prettier-ignore
  return (
    <Text bold wrap="truncate-end">
      {`  ${"NAME".padEnd(name)}${host === 0 ? "" : "HOST".padEnd(host)}${"STATE".padEnd(10)}${"WELL".padEnd(7)}`}
      {figure("CPU", 8)}
      {figure("MEMORY", 10)}
      {figure("DISK", 9)}
    </Text>
  );
}

interface LineProps {
  readonly row: Row;
  readonly columns: Columns;
  readonly isCurrent: boolean;
  readonly isMarked: boolean;
  /** Bytes of the largest disk use that is shown: the bars compare with it. */
  readonly most: number;
  readonly waits: string | undefined;
}

const Line = memo(function Line({ row, columns, isCurrent, isMarked, most, waits }: LineProps) {
  const glyphs = useGlyphs();
  const { name, host, state, well, services, usage } = row;
  const share = usage.memory === undefined || !usage.memoryLimit ? undefined : usage.memory / usage.memoryLimit;
  const drawn = (part: number | undefined) => (columns.bar === 0 ? "" : `${bar(part, columns.bar, glyphs)} `);
  const cut = (text: string, room: number) => (text.length < room ? text.padEnd(room) : `${text.slice(0, room - 2)}… `);
  return (
    <Text wrap="truncate-end" inverse={isCurrent}>
      {`${isCurrent ? glyphs.cursor : " "}${isMarked ? glyphs.marked : " "}${cut(name, columns.name)}`}
      {columns.host === 0 ? "" : cut(host, columns.host)}
      <Text {...(state === undefined ? {} : { color: stateColours[state] })}>
        {(state === undefined ? "-" : stateWords[state]).padEnd(10)}
      </Text>
      {(services === 0 ? "-" : `${well}/${services}`).padEnd(7)}
      {waits ??
        `${drawn(usage.cpu === undefined ? undefined : usage.cpu / 100)}${percent(usage.cpu).padStart(7)} ${drawn(share)}${bytes(usage.memory).padStart(9)} ${drawn(usage.disk === undefined ? undefined : usage.disk / most)}${bytes(usage.disk).padStart(8)}`}
    </Text>
  );
});
