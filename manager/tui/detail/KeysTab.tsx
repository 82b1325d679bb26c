/** @jsxRuntime automatic */
import { useKeys } from "../screen/layers";
import { useState } from "react";
import { messageOf } from "../../operations/errors";
import type { Key } from "../../operations/keys";
import type { Fleet } from "../fleet";
import { stepped } from "../screen/fields";
import type { KeyHint } from "../screen/keyLines";
import { bodyRows } from "../screen/Screen";
import { useClock, usePoll } from "../state/useReading";
import { DetailFrame, type TabProps } from "./DetailFrame";
import { Keys } from "./KeysScreen";
import { tabAt, tabKeys } from "./tabs";

const keys: readonly KeyHint[] = [
  { key: "up down", does: "move" },
  { key: "c", does: "copy: a secret leaves a line in the audit log" },
  { key: "f", does: "refresh" },
  ...tabKeys,
];

export interface KeysTabProps extends TabProps {
  readonly fleet: Pick<Fleet, "ask" | "copy">;
}

export function KeysTab({ fleet: { ask, copy }, ...tab }: KeysTabProps) {
  const { size, row, show, leave } = tab;
  const { reading, again } = usePoll(async () => await ask.keys(row.name), Infinity);
  const [at, setAt] = useState(0);
  const [told, setTold] = useState<string>();
  const now = useClock(reading.since !== undefined);
  const found = reading.value?.keys ?? [];
  const message = told ?? tab.message;

  const copyKey = async ({ name, public: isPublic, value }: Key) => {
    setTold(`Reading ${name} …`);
    try {
      const text = isPublic ? value : await ask.reveal(row.name, name);
      if (text === undefined) return setTold(`${name} is not made yet.`);
      copy(text);
      setTold(`${name} is on the clipboard, where the terminal lets programs write to it.`);
    } catch (error) {
      setTold(messageOf(error));
    }
  };

  useKeys((input, key) => {
    if (key.escape) return leave();
    const next = tabAt(input);
    if (next !== undefined) return show(next);
    if (key.upArrow || key.downArrow) return setAt(stepped(at, Math.max(1, found.length), key));
    if (input === "f") return again();
    const one = found[at];
    if (input === "c" && one !== undefined) void copyKey(one);
  });

  return (
    <DetailFrame {...tab} message={message} tab="keys" keys={keys}>
      <Keys reading={reading} at={at} room={bodyRows(size, keys, message)} now={now} />
    </DetailFrame>
  );
}
