/** @jsxRuntime automatic */
import { Box, Text } from "ink";
import { bytes } from "../../cli/show/figures";
import { visible } from "../../cli/show/fit";
import type { KeyHint } from "../screen/keyLines";
import { type Size, useGlyphs } from "../screen/looks";
import { Screen, bodyRows } from "../screen/Screen";
import { graph } from "../show/bar";
import { passed } from "../show/time";
import { waitsSince } from "../state/reading";
import type { Failed, MonitorNow, Watched } from "./monitor";
import type { Figures } from "./samples";

export interface MonitorScreenProps {
  readonly size: Size;
  readonly monitor: MonitorNow;
  /** Number of the first instance that is shown in the table. */
  readonly from: number;
  readonly message?: string | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export const monitorKeys: readonly KeyHint[] = [
  { key: "up down", does: "more instances" },
  { key: "esc", does: "back" },
];

const per = (value: number) => (value < 10 ? value.toFixed(1) : String(Math.round(value)));

/** What each graph shows, and its newest value in words. */
const graphs: readonly {
  readonly key: keyof Figures;
  readonly label: string;
  readonly words: (value: number) => string;
}[] = [
  { key: "cpu", label: "CPU", words: (value) => `${value.toFixed(1)} %` },
  { key: "memory", label: "Memory", words: bytes },
  { key: "network", label: "Network", words: (value) => `${bytes(value)}/s` },
  { key: "requests", label: "Requests", words: (value) => `${per(value)}/s` },
  { key: "errors", label: "Errors", words: (value) => `${value.toFixed(1)} %` },
  { key: "latency", label: "Latency p95", words: (value) => `${per(value)} ms` },
];

/** Live graphs of all that are watched together, a line for each, and the newest requests that failed. */
export function MonitorScreen({ size, monitor, from, message, now }: MonitorScreenProps) {
  const { history, each, failed } = monitor;
  const room = bodyRows(size, monitorKeys, message);
  const across = size.columns >= 120 ? 6 : 3;
  const width = Math.floor(size.columns / across) - 1;
  const height = Math.max(2, Math.min(8, Math.floor((room - 10) / (graphs.length / across)) - 2));
  const left = room - (graphs.length / across) * (height + 2) - 2;
  const lines = Math.max(1, Math.min(each.length, Math.ceil(left / 2)));
  const names = each.map(({ name }) => name);
  return (
    <Screen
      size={size}
      title={`Monitor: ${names.length === 1 ? names[0] : `${names.length} instances together`}`}
      keys={monitorKeys}
      message={message}
    >
      <Box flexWrap="wrap" width={size.columns}>
        {graphs.map(({ key, label, words }) => (
          <Graph
            key={key}
            label={label}
            values={history.map((point) => point[key])}
            words={words}
            width={width}
            height={height}
          />
        ))}
      </Box>
      <Table each={each} from={from} room={lines} now={now} />
      <Errors failed={failed} room={left - lines} />
    </Screen>
  );
}

interface GraphProps {
  readonly label: string;
  readonly values: readonly (number | undefined)[];
  readonly words: (value: number) => string;
  readonly width: number;
  readonly height: number;
}

function Graph({ label, values, words, width, height }: GraphProps) {
  const glyphs = useGlyphs();
  const last = values.at(-1);
  return (
    <Box flexDirection="column" width={width + 1} height={height + 2}>
      <Text wrap="truncate-end">
        <Text bold>{label}</Text>
        {` ${last === undefined ? "-" : words(last)}`}
      </Text>
      {graph(values, { width, height }, glyphs).map((line, index) => (
        <Text key={index} color="cyan">
          {line}
        </Text>
      ))}
    </Box>
  );
}

interface TableProps {
  readonly each: readonly Watched[];
  readonly from: number;
  readonly room: number;
  readonly now: number;
}

function Table({ each, from, room, now }: TableProps) {
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

function Errors({ failed, room }: { readonly failed: readonly Failed[]; readonly room: number }) {
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
