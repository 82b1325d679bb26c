/** @jsxRuntime automatic */
import { useKeys } from "../screen/layers";
import { useState } from "react";
import type { Change } from "../agree/change";
import { writing } from "../agree/environment";
import type { Fleet } from "../fleet";
import { type Field, stepped, typedInto } from "../screen/fields";
import type { KeyHint } from "../screen/keyLines";
import { useGlyphs } from "../screen/looks";
import { bodyRows } from "../screen/Screen";
import { usePoll } from "../state/useReading";
import { DetailFrame, type TabProps } from "./DetailFrame";
import { Environment } from "./EnvironmentScreen";
import { type Pending, everyFunction, pathFor, shownVariables, withChange } from "./environment";
import { tabAt, tabKeys } from "./tabs";

const keys: readonly KeyHint[] = [
  { key: "up down", does: "move" },
  { key: "enter", does: "edit" },
  { key: "n", does: "new" },
  { key: "x", does: "take out" },
  { key: "v", does: "show, hide" },
  { key: "z", does: "forget changes" },
  { key: "w", does: "write: shows the plan" },
  ...tabKeys,
];
const formKeys: readonly KeyHint[] = [
  { key: "tab", does: "next" },
  { key: "left right space", does: "choose" },
  { key: "enter", does: "take it" },
  { key: "esc", does: "leave it" },
];

/** Milliseconds between two looks into the stack file: others may write it too. */
const every = 2000;

export interface EnvironmentTabProps extends TabProps {
  readonly fleet: Pick<Fleet, "ask" | "deeds">;
  readonly change: (change: Change) => void;
}

export function EnvironmentTab({ fleet, change, ...tab }: EnvironmentTabProps) {
  const { size, row, show, leave, message } = tab;
  const glyphs = useGlyphs();
  const [pending, setPending] = useState<readonly Pending[]>([]);
  const [revealed, setRevealed] = useState<string>();
  const [at, setAt] = useState(0);
  const [form, setForm] = useState<{
    readonly fields: readonly Field[];
    readonly at: number;
    readonly path?: string;
  }>();
  const { reading } = usePoll(async () => fleet.ask.variables(row.name, true), every);
  const { value: variables = [], problem } = reading;
  const shown = shownVariables(variables, pending, revealed, glyphs);
  const variable = shown[at];
  const services = [...(row.health?.services.map(({ service }) => service) ?? []), everyFunction];

  useKeys((input, key) => {
    if (form !== undefined) {
      if (key.escape) return setForm(undefined);
      if (key.return) {
        const taken = takenFrom(form);
        if (taken !== undefined) setPending(withChange(pending, taken));
        return setForm(undefined);
      }
      if (key.tab || key.upArrow || key.downArrow) return setForm({ ...form, at: stepped(form.at, form.fields.length, key) }); // prettier-ignore
      const fields = form.fields.map((field, index) => (index === form.at ? { ...field, value: typedInto(field, input, key) } : field)); // prettier-ignore
      return setForm({ ...form, fields: fields.map((field) => maskedIfSecret(field, fields)) });
    }
    if (key.escape) return leave();
    const next = tabAt(input);
    if (next !== undefined) return show(next);
    if (key.upArrow || key.downArrow) return setAt(stepped(at, Math.max(1, shown.length), key));
    if (input === "n") return setForm({ fields: [...newFields(services), ...valueFields("")], at: 0 });
    if (input === "z") return setPending([]);
    if (input === "w" && pending.length > 0)
      return change(writing(fleet.deeds, row.name, pending, () => setPending([])));
    if (variable === undefined) return;
    const { path } = variable;
    if (input === "v") return setRevealed(revealed === path ? undefined : path);
    if (input === "x" && variable.state === "new") return setPending(pending.filter((one) => one.path !== path));
    if (input === "x") return setPending(withChange(pending, { path, value: undefined, secret: false }));
    const known = pending.find((one) => one.path === path)?.value ?? variables.find((one) => one.path === path)?.value;
    if (key.return) setForm({ fields: valueFields(known ?? ""), at: 0, path });
  });

  return (
    <DetailFrame {...tab} tab="environment" keys={form === undefined ? keys : formKeys}>
      <Environment
        variables={shown}
        at={at}
        form={form}
        problem={problem}
        room={bodyRows(size, form === undefined ? keys : formKeys, message)}
      />
    </DetailFrame>
  );
}

const newFields = (services: readonly string[]): Field[] => [
  { id: "service", label: "Service", kind: "choice", value: services[0] ?? everyFunction, choices: services },
  { id: "name", label: "Name", kind: "text", value: "" },
];

const valueFields = (value: string): Field[] => [
  { id: "value", label: "Value", kind: "text", value, hint: "or { env: NAME }, { file: /path }" },
  { id: "secret", label: "Secret", kind: "switch", value: "no", hint: "encrypted in the list" },
];

const maskedIfSecret = (field: Field, fields: readonly Field[]): Field =>
  field.id === "value"
    ? { ...field, kind: fields.some(({ id, value }) => id === "secret" && value === "yes") ? "secret" : "text" }
    : field;

function takenFrom({
  fields,
  path,
}: {
  readonly fields: readonly Field[];
  readonly path?: string;
}): Pending | undefined {
  const value = (id: string) => fields.find((field) => field.id === id)?.value ?? "";
  if (path === undefined && value("name") === "") return undefined;
  return { path: path ?? pathFor(value("service"), value("name")), value: value("value"), secret: value("secret") === "yes" }; // prettier-ignore
}
