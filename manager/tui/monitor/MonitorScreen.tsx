/** @jsxRuntime automatic */
import { Box, Text } from "ink";
import type { KeyHint } from "../screen/keyLines";
import { type Size, useGlyphs } from "../screen/looks";
import { Screen, bodyRows } from "../screen/Screen";
import { graph } from "../show/bar";
import { graphs } from "./graphs";
import { Errors, Table } from "./Lines";
import type { MonitorNow } from "./monitor";

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
