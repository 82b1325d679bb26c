/** @jsxRuntime automatic */
import { Text } from "ink";
import { visible } from "../../cli/show/fit";
import { Form } from "../screen/Form";
import type { Field } from "../screen/fields";
import { useGlyphs } from "../screen/looks";
import type { ShownVariable } from "./environment";

export interface EnvironmentProps {
  readonly variables: readonly ShownVariable[];
  /** Number of the variable under the cursor. */
  readonly at: number;
  /** What is being typed, and the number of the field; nothing is when unset. */
  readonly form?: { readonly fields: readonly Field[]; readonly at: number } | undefined;
  readonly columns: number;
  /** Lines that it may take. */
  readonly room: number;
  /** Why the list cannot be read. */
  readonly problem?: string | undefined;
}

const colours = { "as it is": undefined, new: "green", changed: "yellow", goes: "red" } as const;

/** The variables that the entry of an instance sets, and what is about to be written. */
export function Environment({ variables, at, form, columns, room, problem }: EnvironmentProps) {
  const { cursor } = useGlyphs();
  const listRoom = Math.max(1, room - 1 - (form === undefined ? 0 : form.fields.length + 1));
  const from = Math.max(0, at - listRoom + 1);
  const width = Math.max(8, ...variables.map(({ name }) => name.length)) + 2;
  return (
    <>
      <Text bold wrap="truncate-end">{`  ${"SERVICE".padEnd(15)}${"NAME".padEnd(width)}${"VALUE".padEnd(30)}`}</Text>
      {problem === undefined ? null : <Text color="red">{problem}</Text>}
      {variables.length === 0 && problem === undefined ? <Text>Its entry sets no variables. n adds one.</Text> : null}
      {variables.slice(from, from + listRoom).map(({ path, service, name, value, state }, index) => (
        <Text key={path} inverse={form === undefined && from + index === at} color={colours[state]} wrap="truncate-end">
          {`${from + index === at ? cursor : " "} ${service.padEnd(15)}${name.padEnd(width)}${visible(value)}${state === "as it is" ? "" : `  (${state})`}`}
        </Text>
      ))}
      {form === undefined ? null : (
        <>
          <Text> </Text>
          <Form fields={form.fields} at={form.at} columns={columns} />
        </>
      )}
    </>
  );
}
