/** @jsxRuntime automatic */
import { Text } from "ink";
import { useState } from "react";
import { useKeys } from "./layers";
import { fitted } from "./fitted";
import type { KeyHint } from "./keyLines";
import { type Size, useGlyphs } from "./looks";
import { Screen, bodyRows } from "./Screen";

export interface Option {
  readonly name: string;
  readonly about: string;
}

export interface ChooseProps {
  readonly size: Size;
  readonly title: string;
  readonly options: readonly Option[];
  readonly choose: (name: string) => void;
  readonly leave: () => void;
}

const keys: readonly KeyHint[] = [
  { key: "up down", does: "move" },
  { key: "enter", does: "choose" },
  { key: "esc", does: "leave" },
];

/** One of a few things. */
export function Choose({ size, title, options, choose, leave }: ChooseProps) {
  const [at, setAt] = useState(0);
  const { cursor } = useGlyphs();
  const width = Math.max(...options.map(({ name }) => name.length)) + 2;
  const long = options.some(({ about }) => about.length + width + 2 > size.columns);
  const inFull = long ? fitted(`  ${options[at]?.about ?? ""}`, size.columns).slice(0, 2) : [];
  const room = bodyRows(size, keys) - (long ? 3 : 0);
  const from = Math.max(0, at - room + 1);
  useKeys((_input, key) => {
    if (key.escape) return leave();
    const option = options[at];
    if (key.return) return option && choose(option.name);
    setAt(Math.min(options.length - 1, Math.max(0, at + (key.downArrow ? 1 : key.upArrow ? -1 : 0))));
  });
  return (
    <Screen size={size} title={title} keys={keys}>
      {options.slice(from, from + room).map(({ name, about }, index) => (
        <Text key={name} inverse={from + index === at} wrap="truncate-end">
          {`${from + index === at ? cursor : " "} ${name.padEnd(width)}`}
          <Text dimColor>{about}</Text>
        </Text>
      ))}
      {long ? <Text> </Text> : null}
      {inFull.map((line, index) => (
        <Text key={index}>{line}</Text>
      ))}
    </Screen>
  );
}
