/** @jsxRuntime automatic */
import { Text } from "ink";
import { visible } from "../../cli/show/fit";
import { passed } from "../show/time";
import { waitsSince } from "../state/reading";
import { graphs } from "./graphs";
import type { Failed, Watched } from "./monitor";
import type { Figures } from "./samples";

interface TableProps {
  readonly each: readonly Watched[];
  readonly from: number;
  readonly room: number;
  readonly now: number;
}

/** A line for each instance that is watched. */
export function Table({ each, from, room, now }: TableProps) {
  const width = Math.min(24, Math.max(8, ...each.map(({ name }) => name.length)) + 2);
  const columns = ["CPU", "MEMORY", "REQUESTS", "ERRORS", "P95", "RESTARTS"];
  return (
    <>
      <Text
        bold
        wrap="truncate-end"
      >{`${"INSTANCE".padEnd(width)}${columns.map((name) => name.padStart(9)).join("")}`}</Text>
      {each.slice(from, from + room).map((one) => (
        <Text key={one.name} wrap="truncate-end">
          {one.name.slice(0, width - 1).padEnd(width)}
          {cells(one)
            .map((cell) => cell.padStart(9))
            .join("")}
          <Text color="yellow">{aside(one, now)}</Text>
        </Text>
      ))}
    </>
  );
}

const cells = ({ figures, restarts }: Watched): string[] => {
  const shown = (key: keyof Figures) => {
    const value = figures[key];
    return value === undefined ? "-" : (graphs.find((one) => one.key === key)?.words(value) ?? "");
  };
  return [shown("cpu"), shown("memory"), shown("requests"), shown("errors"), shown("latency"), restarts === undefined ? "-" : String(restarts)]; // prettier-ignore
};

function aside({ problem, ...reading }: Watched, now: number): string {
  const since = waitsSince(reading, now);
  if (since !== undefined) return `  waiting ${passed(now - since)}`;
  return problem === undefined ? "" : `  ${problem}`;
}

/** The newest requests that failed. */
export function Errors({ failed, room }: { readonly failed: readonly Failed[]; readonly room: number }) {
  if (room < 2) return null;
  return (
    <>
      <Text bold>{failed.length === 0 ? "No request failed while you watched." : "LAST FAILED REQUESTS"}</Text>
      {failed.slice(0, room - 1).map(({ instance, at, method, path, status }, index) => (
        <Text key={index} wrap="truncate-end">
          {`${at.slice(11, 19)} ${instance} `}
          <Text color="red">{String(status)}</Text>
          {` ${method} ${visible(path)}`}
        </Text>
      ))}
    </>
  );
}
