/** @jsxRuntime automatic */
import { Text } from "ink";
import { useGlyphs } from "./looks";
import { type Field, choicesIn } from "./fields";

export interface FormProps {
  readonly fields: readonly Field[];
  /** Number of the field that is typed into. */
  readonly at: number;
  /** Columns that it may take. */
  readonly columns: number;
}

/** Fields below each other, a line for each. */
export function Form({ fields, at, columns }: FormProps) {
  const { cursor } = useGlyphs();
  const width = Math.max(...fields.map(({ label }) => label.length)) + 1;
  return fields.map((field, index) => (
    <Text key={field.id} wrap="truncate-end">
      {index === at ? <Text bold>{`${cursor} `}</Text> : "  "}
      {field.label.padEnd(width)}
      <Value field={field} isCurrent={index === at} room={columns - width - 2} />
      {field.problem !== undefined && field.problem !== "" ? (
        <Text color="red">{`  ! ${field.problem}`}</Text>
      ) : (
        <Text dimColor>{field.hint === undefined ? "" : `  ${field.hint}`}</Text>
      )}
    </Text>
  ));
}

function Value({
  field: { kind, value, choices = [] },
  isCurrent,
  room,
}: {
  readonly field: Field;
  readonly isCurrent: boolean;
  readonly room: number;
}) {
  if (kind === "switch") return <Text bold={isCurrent}>{value === "yes" ? "[x]" : "[ ]"}</Text>;
  if (kind === "choice") {
    const { from, to } = choicesIn(choices, value, room);
    return (
      <>
        {from > 0 ? <Text dimColor>…</Text> : null}
        {choices.slice(from, to).map((choice) => (
          <Text key={choice} bold={choice === value} dimColor={choice !== value}>
            {choice === value ? `(${choice}) ` : ` ${choice}  `}
          </Text>
        ))}
        {to < choices.length ? <Text dimColor>…</Text> : null}
      </>
    );
  }
  const text = kind === "secret" ? "*".repeat(value.length) : value;
  return (
    <Text bold={isCurrent}>
      {text}
      {isCurrent ? "_" : ""}
    </Text>
  );
}
