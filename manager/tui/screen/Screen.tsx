/** @jsxRuntime automatic */
import { Box, Text } from "ink";
import type { ReactNode } from "react";
import { cut } from "../../cli/show/fit";
import { fitted } from "./fitted";
import { type KeyHint, keyLines } from "./keyLines";
import { type Size, useGlyphs } from "./looks";

export interface ScreenProps {
  readonly size: Size;
  /** Where one is. */
  readonly title: string;
  /** What goes on beside it, at the right end. */
  readonly aside?: string | undefined;
  readonly keys: readonly KeyHint[];
  /** What somebody should read, above the keys. */
  readonly message?: string | undefined;
  readonly children: ReactNode;
}

/** Lines that a message has at most. */
const messageRows = 3;

const messageLines = (message: string | undefined, columns: number): string[] =>
  message === undefined ? [] : fitted(message, columns).slice(0, messageRows);

/** Lines that a screen has for its own. */
export const bodyRows = ({ columns, rows }: Size, keys: readonly KeyHint[], message?: string): number =>
  Math.max(1, rows - 2 - keyLines(keys, columns).length - messageLines(message, columns).length);

/** A whole screen: where one is, what it shows, and every key that does something here. */
export function Screen({ size, title, aside = "", keys, message, children }: ScreenProps) {
  const { rule } = useGlyphs();
  const room = size.columns - (aside === "" ? 0 : aside.length + 2);
  return (
    <Box flexDirection="column" width={size.columns} height={size.rows} overflow="hidden">
      <Text wrap="truncate-end">
        <Text bold>{title.length > room ? cut(title, room) : title.padEnd(room)}</Text>
        {aside === "" ? "" : `  ${aside}`}
      </Text>
      <Text dimColor>{rule.repeat(size.columns)}</Text>
      <Box flexDirection="column" height={bodyRows(size, keys, message)} overflow="hidden">
        {children}
      </Box>
      {messageLines(message, size.columns).map((line, index) => (
        <Text key={index} color="yellow" wrap="truncate-end">
          {line}
        </Text>
      ))}
      {keyLines(keys, size.columns).map((line, index) => (
        <Text key={index} wrap="truncate-end">
          {line.map(({ key, does }, at) => (
            <Text key={key}>
              {at === 0 ? "" : "  "}
              <Text bold color="cyan">
                {key}
              </Text>
              <Text dimColor> {does}</Text>
            </Text>
          ))}
        </Text>
      ))}
    </Box>
  );
}
