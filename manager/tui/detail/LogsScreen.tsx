/** @jsxRuntime automatic */
import { Text } from "ink";
import { passed } from "../show/time";
import type { LogNow } from "../state/logTail";
import { type LogChoice, matching, rowsOf } from "./logLines";

export interface LogsProps {
  readonly log: LogNow;
  readonly choice: LogChoice;
  /** Lines that the end is below the screen; 0 when it follows. */
  readonly back: number;
  /** Columns that a line is broken at; it is cut at the edge of the screen when unset. */
  readonly columns?: number | undefined;
  /** Whether the search is being typed. */
  readonly searching: boolean;
  /** Lines that it may take. */
  readonly room: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

const colours = { error: "red", warning: "yellow", info: undefined, debug: "gray" } as const;

/** The log of an instance's services as one, in the order of time. */
export function Logs({ log, choice, back, columns, searching, room, now }: LogsProps) {
  const found = matching(log.lines, choice);
  const end = Math.max(Math.min(found.length, room - 1), found.length - back);
  const rows = found
    .slice(Math.max(0, end - room + 1), end)
    .flatMap((line) => rowsOf(line, columns).map((row) => ({ ...row, level: line.level })))
    .slice(1 - room);
  const { service, level, search } = choice;
  const head = [
    service ?? "all services",
    level === "debug" ? "every level" : `${level} and worse`,
    searching ? `search: ${search}_` : search === "" ? "" : `search: ${search}`,
    back > 0 ? "held" : "following",
    found.length === 1 ? "1 line" : `${found.length} lines`,
  ];
  return (
    <>
      <Text dimColor={!searching} wrap="truncate-end">
        {head.filter((part) => part !== "").join("   ")}
      </Text>
      {log.since === undefined || log.lines.length > 0 ? null : (
        <Text>{`Reading the log … ${passed(now - log.since)}`}</Text>
      )}
      {log.problem === undefined ? null : <Text color="red">{log.problem}</Text>}
      {rows.map(({ level, head, service, text }, index) => (
        <Text key={index} color={colours[level]} wrap="truncate-end">
          {head}
          <Text bold>{service}</Text>
          {text}
        </Text>
      ))}
    </>
  );
}
