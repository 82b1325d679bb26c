/** @jsxRuntime automatic */
import { Text } from "ink";
import { useMemo, useState } from "react";
import { creation } from "../../operations/edit/create";
import type { Job } from "../../operations/jobs";
import { Agree, type Agreed } from "../agree/Agree";
import { editing } from "../agree/edits";
import type { Fleet } from "../fleet";
import { stepped, typedInto } from "../screen/fields";
import { useKeys } from "../screen/layers";
import type { Size } from "../screen/looks";
import { Screen } from "../screen/Screen";
import { passed } from "../show/time";
import { useClock, usePoll } from "../state/useReading";
import { type Draft, fieldsOf, isComplete, steps, wantedBy } from "./draft";
import { Progress } from "./Progress";
import { WizardScreen } from "./WizardScreen";

export interface WizardProps {
  readonly size: Size;
  readonly fleet: Pick<Fleet, "ask" | "deeds">;
  readonly jobs: readonly Job[];
  /** @returns id of the job. */
  readonly begin: (agreed: Agreed) => string;
  readonly cancel: (id: string) => void;
  readonly detail: (name: string) => void;
  readonly leave: () => void;
}

/** Asks what a new instance is to be, step by step, shows the plan, and then how it comes up. */
export function Wizard({ size, fleet, jobs, begin, cancel, detail, leave }: WizardProps) {
  const { reading } = usePoll(async () => await fleet.ask.choices(), Infinity);
  const [draft, setDraft] = useState<Draft>({});
  const [step, setStep] = useState(0);
  const [at, setAt] = useState(0);
  const [job, setJob] = useState<string>();
  const now = useClock(reading.since !== undefined);
  const choices = reading.value;
  const name = draft.name ?? "";
  const current = steps[step];
  const fields = choices === undefined || current === undefined ? [] : fieldsOf(current, choices, draft);
  // Made once for what was chosen: another one would be worked out anew.
  const change = useMemo(
    () => (current !== undefined || choices === undefined ? undefined : editing(fleet.deeds, `Create ${name}`, creation(wantedBy(choices, draft)))), // prettier-ignore
    [current, choices, draft, fleet.deeds, name],
  );
  const go = (to: number) => {
    setStep(to);
    setAt(0);
  };

  useKeys((input, key) => {
    if (current === undefined) return;
    if (key.escape) return step === 0 ? leave() : go(step - 1);
    if (choices === undefined) return;
    if (key.return) return isComplete(fields) ? go(step + 1) : undefined;
    if (key.tab || key.upArrow || key.downArrow) return setAt(stepped(at, fields.length, key));
    const field = fields[at];
    if (field !== undefined) setDraft({ ...draft, [field.id]: typedInto(field, input, key) });
  });

  if (job !== undefined)
    return (
      <Progress
        size={size}
        ask={fleet.ask}
        name={name}
        job={jobs.find(({ id }) => id === job)}
        cancel={() => cancel(job)}
        detail={() => detail(name)}
        leave={leave}
      />
    );
  if (choices === undefined)
    return (
      <Screen size={size} title="Create an instance" keys={[{ key: "esc", does: "back" }]}>
        <Text>{reading.problem ?? `Reading what can be chosen … ${passed(now - (reading.since ?? now))}`}</Text>
      </Screen>
    );
  if (change !== undefined)
    return <Agree size={size} change={change} agree={(agreed) => setJob(begin(agreed))} leave={() => go(steps.length - 1)} />; // prettier-ignore
  return <WizardScreen size={size} step={current ?? "name and place"} fields={fields} at={at} secrets={choices.secrets} />; // prettier-ignore
}
