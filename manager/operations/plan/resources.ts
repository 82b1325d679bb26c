import type { Step } from "../../../engine/engine";
import type { ResourceChange } from "./types";

const kinds: readonly [RegExp, ResourceChange["kind"]][] = [
  [/:Volume$/, "volume"],
  [/:Network$/, "network"],
  [/:RandomPassword$/, "secret"],
  [/:RemoteFile$/, "snippet"],
  [/:Container$/, "container"],
];

/** What happens to everything that is no service's container. What only waits or checks does nothing a user would call a change. */
export function resourceChange(step: Step): ResourceChange[] {
  const { type, name, action } = step;
  if (action === "same") return [];
  if (type.endsWith(":DatabaseReady") && action === "update") return insidePostgres(step);
  const kind = kinds.find(([pattern]) => pattern.test(type))?.[1];
  return kind === undefined ? [] : [{ kind, name, action }];
}

const set: Readonly<Record<string, string>> = {
  password: "password of every role",
  pooler: "tenant of the pooler, made anew",
  jwtExpiry: "lifetime of tokens",
};

function insidePostgres({ old, inputs }: Step): ResourceChange[] {
  const changed = Object.keys(set).filter((key) => old?.inputs[key] !== inputs?.[key]);
  return changed.map((key) => ({ kind: "database", name: set[key] ?? key, action: "update" }));
}

/** What is made anew by itself: modules of functions, the log on its way to a store, what backups remember. */
const isPassing = ({ name }: Step) => /-(deno-cache|wal|backup)-volume$/.test(name);

/** Volumes whose data would be gone, as Docker knows them. */
export const volumesLost = (steps: readonly Step[]): string[] =>
  steps.filter(losesData).map(({ old, name }) => String(old?.inputs.name ?? name));

const losesData = (step: Step) =>
  step.type.endsWith(":Volume") &&
  !isPassing(step) &&
  (step.action === "replace" || (step.action === "delete" && step.old?.retainOnDelete !== true));
