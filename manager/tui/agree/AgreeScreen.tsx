/** @jsxRuntime automatic */
import { Text } from "ink";
import type { Field } from "../screen/fields";
import { Form } from "../screen/Form";
import type { KeyHint } from "../screen/keyLines";
import type { Size } from "../screen/looks";
import { Screen, bodyRows } from "../screen/Screen";
import { Scrolled } from "../screen/Scrolled";
import { passed } from "../show/time";

export interface AgreeProps {
  readonly size: Size;
  readonly title: string;
  /** What it comes to; undefined while that is worked out. */
  readonly lines: readonly string[] | undefined;
  /** Number of the line at the top. */
  readonly from: number;
  readonly fields: readonly Field[];
  /** Number of the field that is typed into. */
  readonly at: number;
  /** Why it is not done. */
  readonly refused?: string | undefined;
  /** Milliseconds that it has been worked on. */
  readonly waited: number;
}

export const agreeKeys = ({ lines, fields, refused }: Pick<AgreeProps, "lines" | "fields" | "refused">): KeyHint[] => [
  ...(lines === undefined || refused !== undefined
    ? []
    : fields.length === 0
      ? [{ key: "y", does: "do it" }]
      : [
          { key: "tab", does: "next" },
          { key: "space", does: "switch" },
          { key: "enter", does: "do it" },
        ]),
  ...(lines === undefined ? [] : [{ key: fields.length === 0 ? "up down" : "pgup pgdn", does: "read on" }]),
  { key: "esc", does: "leave; nothing is changed" },
];

/** Lines that the text has. */
export const textRoom = (props: Pick<AgreeProps, "size" | "lines" | "fields" | "refused">): number =>
  bodyRows(props.size, agreeKeys(props)) - (props.fields.length === 0 ? 0 : props.fields.length + 1) - (props.refused === undefined ? 0 : 1); // prettier-ignore

/** What something comes to, and the question whether to do it. */
export function AgreeScreen(props: AgreeProps) {
  const { size, title, lines, from, fields, at, refused, waited } = props;
  return (
    <Screen size={size} title={`${title}?`} keys={agreeKeys(props)}>
      {lines === undefined ? (
        <Text>{`Working out what it comes to … ${passed(waited)}`}</Text>
      ) : (
        <>
          <Scrolled lines={lines} from={from} room={textRoom(props)} />
          {fields.length === 0 || refused !== undefined ? null : (
            <>
              <Text> </Text>
              <Form fields={fields} at={at} />
            </>
          )}
          {refused === undefined ? null : <Text color="red">{refused}</Text>}
        </>
      )}
    </Screen>
  );
}
