/** @jsxRuntime automatic */
import { Text } from "ink";
import { useMemo, useState } from "react";
import { creation } from "../../operations/edit/create";
import type { Job } from "../../operations/jobs";
import { Agree, type Agreed } from "../agree/Agree";
import { editing } from "../agree/edits";
import type { Fleet } from "../fleet";
import { insisting, stepped, typedInto } from "../screen/fields";
import { useKeys } from "../screen/layers";
import type { Size } from "../screen/looks";
import { Screen } from "../screen/Screen";
import { scrolled } from "../screen/Scrolled";
import { passed } from "../show/time";
import { useClock, usePoll } from "../state/useReading";
import { atWork } from "../state/work";
import { type Draft, fieldsOf, isComplete, steps, wantedBy } from "./draft";
import { Progress } from "./Progress";
import { secretLines } from "./secretLines";
import { useProposal } from "./useProposal";
import { WizardScreen, secretsRoom } from "./WizardScreen";

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
  const [from, setFrom] = useState(0);
  const [insists, insist] = useState(false);
  const [job, setJob] = useState<string>();
  const choices = reading.value;
  const name = draft.name ?? "";
  const current = steps[step];
  const fields = choices === undefined || current === undefined ? [] : fieldsOf(current, choices, draft);
  const busy = atWork(jobs)?.name;
  const isChosen = step >= steps.indexOf("secrets") && job === undefined;
  // Made once for what was chosen: another one would be worked out anew.
  const edit = useMemo(
    () => (isChosen && choices !== undefined ? creation(wantedBy(choices, draft)) : undefined),
    [isChosen, choices, draft],
  );
  const proposed = useProposal(fleet.deeds, busy === undefined ? edit : undefined);
  const change = useMemo(() => {
    if (current !== undefined || edit === undefined) return undefined;
    const propose = async () => await (proposed.promise ?? fleet.deeds.propose(edit));
    return editing({ ...fleet.deeds, propose }, `Create ${name}`, edit);
  }, [current, edit, proposed.promise, fleet.deeds, name]);
  const isWaiting = choices === undefined || (current === "secrets" && proposed.proposal === undefined);
  const now = useClock(isWaiting);
  const [since, setSince] = useState(now);
  const known = { names: choices?.secrets ?? [], planned: proposed.proposal?.secrets, problem: proposed.problem, waitsFor: busy, waited: Math.max(0, now - since) }; // prettier-ignore
  const secrets = current === "secrets" ? secretLines(known, size.columns) : [];
  const go = (to: number) => {
    setStep(to);
    setAt(0);
    setFrom(0);
    setSince(Date.now());
  };

  useKeys((input, key) => {
    if (current === undefined) return;
    if (key.escape) return step === 0 ? leave() : go(step - 1);
    // Somebody who knows the way types ahead.
    if (choices === undefined) return setDraft({ ...draft, name: typedInto({ id: "name", label: "Name", kind: "text", value: name }, input, key) }); // prettier-ignore
    insist(key.return && !isComplete(fields));
    if (key.return) return isComplete(fields) ? go(step + 1) : undefined;
    const by = key.downArrow ? 1 : key.upArrow ? -1 : key.pageDown ? 10 : key.pageUp ? -10 : 0;
    if (current === "secrets") return setFrom(scrolled(from, by, secrets.length, secretsRoom(size)));
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
        <Text>{name === "" ? "" : `\nName    ${name}_`}</Text>
      </Screen>
    );
  if (change !== undefined)
    return <Agree size={size} change={change} busy={busy} agree={(agreed) => setJob(begin(agreed))} leave={() => go(steps.length - 1)} />; // prettier-ignore
  return <WizardScreen size={size} step={current ?? "name and place"} fields={insists ? insisting(fields) : fields} at={at} secrets={secrets} from={from} />; // prettier-ignore
}
