/** @jsxRuntime automatic */
import { Text } from "ink";
import type { InstanceKeys, Key } from "../../operations/keys";
import { useGlyphs } from "../screen/looks";
import { passed } from "../show/time";
import type { Reading } from "../state/reading";

export interface KeysProps {
  readonly reading: Reading<InstanceKeys>;
  /** Number of the key under the cursor. */
  readonly at: number;
  readonly room: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Addresses, keys and connection strings. Secrets are marks: the same secret has the same one. */
export function Keys({ reading: { value, problem, since }, at, room, now }: KeysProps) {
  const { cursor } = useGlyphs();
  if (value === undefined)
    return <Text color={problem === undefined ? undefined : "red"}>{problem ?? `Reading the keys … ${passed(now - (since ?? now))}`}</Text>; // prettier-ignore
  const urls = Object.entries(value.urls).flatMap(([page, url]) => (url === undefined ? [] : [{ page, url }]));
  const listRoom = Math.max(1, room - urls.length - 1 - value.notes.length);
  const from = Math.max(0, at - listRoom + 1);
  return (
    <>
      {urls.map(({ page, url }) => (
        <Text key={page} wrap="truncate-end">{`  ${page.padEnd(18)}${url}`}</Text>
      ))}
      <Text> </Text>
      {value.keys.slice(from, from + listRoom).map((key, index) => (
        <Text key={key.name} inverse={from + index === at} wrap="truncate-end">
          {`${from + index === at ? cursor : " "} ${key.name.padEnd(18)}${shownKey(key)}`}
          <Text dimColor>{`  ${key.use}`}</Text>
        </Text>
      ))}
      {value.notes.map((note) => (
        <Text key={note} color="yellow" wrap="truncate-end">
          {note}
        </Text>
      ))}
    </>
  );
}

const shownKey = ({ value, mark }: Key): string =>
  value ?? (mark === undefined ? "(not made yet)" : `${mark} (hidden)`);
