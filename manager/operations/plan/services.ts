import { labelPrefix } from "../../../components/container";
import type { Step } from "../../../engine/engine";
import { otherChanges } from "./differences";
import type { Expected } from "./downtime";
import type { ServiceChange, ValueChange } from "./types";
import type { Showing } from "./values";
import { variableChanges } from "./variables";

export const isContainer = ({ type }: Step): boolean => type.endsWith(":Container");

/** What happens to each service of an instance, given all steps that belong to it. */
export function serviceChanges(steps: readonly Step[], showing: Showing, expected: Expected): ServiceChange[] {
  const replaced = steps.filter((step) => isContainer(step) && step.action === "replace").length;
  return steps.filter(isContainer).flatMap((step) => {
    const service = serviceOf(step);
    const { action, inputs } = step;
    const pids = pidsChange(String(inputs?.name), steps);
    if (action === "same" && pids.length === 0) return [];
    const detailed = action !== "create" && action !== "delete";
    const variables = detailed ? variableChanges(step, showing) : [];
    const differences = detailed ? [...otherChanges(step, showing), ...pids] : [];
    const taken = action === "replace" && variables.length + differences.length === 0 ? networkAnew(steps) : [];
    return [
      {
        service,
        action: action === "update" || action === "same" ? ("live" as const) : action,
        variables,
        differences: [...differences, ...taken],
        downtime: action === "replace" ? expected.downtimeOf(service, replaced) : 0,
      },
    ];
  });
}

export function serviceOf({ name, inputs, old }: Step): string {
  const labels = (inputs ?? old?.inputs)?.labels as readonly { label: string; value: string }[] | undefined; // container.ts writes them
  return labels?.find(({ label }) => label === `${labelPrefix}service`)?.value ?? name;
}

/** The limit of processes, which the resource that waits for the containers sets. */
function pidsChange(container: string, steps: readonly Step[]): ValueChange[] {
  const ready = steps.find(({ type }) => type.endsWith(":Ready"));
  const pids = (inputs: Step["inputs"]) =>
    (inputs?.containers as Readonly<Record<string, number>> | undefined)?.[container]; // ready.ts writes them
  const [old, now] = [pids(ready?.old?.inputs), pids(ready?.inputs)];
  return old === undefined || now === undefined || old === now ? [] : [{ name: "pids", old: `${old}`, new: `${now}` }];
}

/** A container goes with its network though nothing about itself differs. */
const networkAnew = (steps: readonly Step[]): ValueChange[] =>
  steps.flatMap(({ type, action, old, inputs }) =>
    type.endsWith(":Network") && action === "replace"
      ? [{ name: "network", old: subnetOf(old?.inputs), new: subnetOf(inputs) }]
      : [],
  );

function subnetOf(inputs: Step["inputs"]): string {
  const [first] = (inputs?.ipamConfigs ?? []) as readonly { subnet?: string }[]; // supabaseInstance.ts writes them
  return first?.subnet ?? "none";
}
