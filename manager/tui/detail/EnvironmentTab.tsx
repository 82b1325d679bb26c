/** @jsxRuntime automatic */
import { useKeys } from "../screen/layers";
import { useState } from "react";
import type { Change } from "../agree/change";
import { writing } from "../agree/environment";
import type { Fleet } from "../fleet";
import { stepped } from "../screen/fields";
import type { KeyHint } from "../screen/keyLines";
import { useGlyphs } from "../screen/looks";
import { bodyRows } from "../screen/Screen";
import { usePoll } from "../state/useReading";
import { DetailFrame, type TabProps } from "./DetailFrame";
import { Environment } from "./EnvironmentScreen";
import { type Pending, everyFunction, shownVariables, withChange } from "./environment";
import { tabAt, tabKeys } from "./tabs";
import { type VariableForm, afterKey, editedVariable, newVariable, takenFrom, refused } from "./variableForm";

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
  /** Changes that are not written yet. */
  readonly pending: readonly Pending[];
  readonly setPending: (pending: readonly Pending[]) => void;
}

export function EnvironmentTab({ fleet, change, pending, setPending, ...tab }: EnvironmentTabProps) {
  const { size, row, show, leave, message } = tab;
  const glyphs = useGlyphs();
  const [revealed, setRevealed] = useState<string>();
  const [at, setAt] = useState(0);
  const [form, setForm] = useState<VariableForm>();
  const { reading } = usePoll(async () => fleet.ask.variables(row.name, true), every);
  const { value: variables = [], problem } = reading;
  const shown = shownVariables(variables, pending, revealed, glyphs);
  const variable = shown[at];
  const services = [...(row.health?.services.map(({ service }) => service) ?? []), everyFunction];

  useKeys((input, key) => {
    if (form !== undefined) {
      if (key.escape) return setForm(undefined);
      if (!key.return) return setForm(afterKey(form, input, key));
      const wrong = refused(form);
      if (wrong !== undefined) return setForm(wrong);
      const taken = takenFrom(form);
      if (taken !== undefined) setPending(withChange(pending, taken));
      return setForm(undefined);
    }
    if (key.escape) return leave();
    const next = tabAt(input);
    if (next !== undefined) return show(next);
    if (key.upArrow || key.downArrow) return setAt(stepped(at, Math.max(1, shown.length), key));
    if (input === "n") return setForm(newVariable(services));
    if (input === "z") return setPending([]);
    if (input === "w" && pending.length > 0)
      return change(writing(fleet.deeds, row.name, pending, () => setPending([])));
    if (variable === undefined) return;
    const { path } = variable;
    if (input === "v") return setRevealed(revealed === path ? undefined : path);
    if (input === "x" && variable.state === "new") return setPending(pending.filter((one) => one.path !== path));
    if (input === "x") return setPending(withChange(pending, { path, value: undefined, secret: false }));
    const of = <T extends { readonly path: string }>(all: readonly T[]) => all.find((one) => one.path === path);
    if (key.return) setForm(editedVariable(path, of(variables), of(pending)));
  });

  return (
    <DetailFrame {...tab} tab="environment" keys={form === undefined ? keys : formKeys}>
      <Environment
        variables={shown}
        at={at}
        form={form}
        columns={size.columns}
        problem={problem}
        room={bodyRows(size, form === undefined ? keys : formKeys, message)}
      />
    </DetailFrame>
  );
}
