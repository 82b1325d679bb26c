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
  /** What has to end before it is worked out. */
  readonly waitsFor?: string | undefined;
}

type Shape = Pick<AgreeProps, "size" | "lines" | "fields" | "refused">;

const answering = ({ lines, fields, refused }: Shape): KeyHint[] => [
  ...(lines === undefined || refused !== undefined
    ? []
    : fields.length === 0
      ? [{ key: "y", does: "do it" }]
      : [
          ...(fields.length > 1 ? [{ key: "tab", does: "next" }] : []),
          ...(fields.some(({ kind }) => kind === "switch") ? [{ key: "space", does: "switch" }] : []),
          { key: "enter", does: "do it" },
        ]),
];

/** Reading on is offered where there is more than fits. */
export function agreeKeys(shape: Shape): KeyHint[] {
  const { lines = [], fields } = shape;
  const short = [...answering(shape), { key: "esc", does: "leave; nothing is changed" }];
  if (lines.length <= roomWith(shape, short)) return short;
  return [
    ...answering(shape),
    { key: fields.length === 0 ? "up down" : "pgup pgdn", does: "read on" },
    ...short.slice(-1),
  ];
}

const roomWith = ({ size, fields, refused }: Shape, keys: readonly KeyHint[]): number =>
  bodyRows(size, keys) -
  (fields.length === 0 || refused !== undefined ? 0 : fields.length + 1) -
  (refused === undefined ? 0 : 1);

/** Lines that the text has. */
export const textRoom = (shape: Shape): number => roomWith(shape, agreeKeys(shape));

/** What something comes to, and the question whether to do it. */
export function AgreeScreen(props: AgreeProps) {
  const { size, title, lines, from, fields, at, refused, waited, waitsFor } = props;
  return (
    <Screen size={size} title={`${title}?`} keys={agreeKeys(props)}>
      {lines === undefined ? (
        <Text>
          {waitsFor === undefined
            ? `Working out what it comes to … ${passed(waited)}`
            : `Worked out once this has ended: ${waitsFor} … ${passed(waited)}`}
        </Text>
      ) : (
        <>
          <Scrolled lines={lines} from={from} room={textRoom(props)} />
          {fields.length === 0 || refused !== undefined ? null : (
            <>
              <Text> </Text>
              <Form fields={fields} at={at} columns={size.columns} />
            </>
          )}
          {refused === undefined ? null : <Text color="red">{refused}</Text>}
        </>
      )}
    </Screen>
  );
}
