import type { Edit, Proposal } from "../../operations/edit/edit";
import { Jobs } from "../../operations/jobs";
import type { LogLine } from "../../operations/logs/logs";
import type { Plan } from "../../operations/plan/types";
import type { FleetStatus } from "../../operations/status";
import type { Deeds, Fleet, Questions } from "../../tui/fleet";
import { mixed } from "./statuses";

const notAsked = () => {
  throw new Error("Nobody should ask that here.");
};

export const emptyPlan: Plan = {
  stack: "prod",
  instances: [],
  shared: [],
  refusals: [],
  totals: { create: 0, live: 0, replace: 0, delete: 0, downtime: 0, dataAtRisk: 0 },
  hash: "0123456789abcdef",
};

/** A plan that pauses or otherwise changes these instances. */
export const planFor = (action: Plan["instances"][number]["action"], ...names: readonly string[]): Plan => ({
  ...emptyPlan,
  instances: names.map((name) => ({ name, host: "local", action, reasons: [], services: [], others: [], downtime: 0, dataAtRisk: [] })), // prettier-ignore
});

/** A fleet that answers with fixed data, and notes what is done. */
export function fakeFleet(asked: Partial<Questions> = {}, done: Partial<Deeds> = {}) {
  const did: string[] = [];
  const note = async (...words: readonly unknown[]) => void did.push(words.join(" "));
  const look = async (names: readonly string[]): Promise<FleetStatus> => ({
    ...mixed,
    job: undefined,
    instances: mixed.instances.filter(({ name }) => names.includes(name)),
  });
  const ask: Questions = {
    stack: "prod",
    list: async () => mixed.instances.map(({ name, host }) => ({ name, host })),
    look,
    logs: async function* (): AsyncGenerator<LogLine> {},
    traffic: notAsked,
    variables: () => [],
    keys: notAsked,
    reveal: notAsked,
    backups: async () => [],
    choices: notAsked,
    ...asked,
  };
  const proposal = (edit: Edit): Proposal => ({ plan: planFor("pause", edit.name), edited: true, addresses: {} });
  const deeds: Deeds = {
    lifecycle: async (action, names) => await note(action, ...names),
    backUp: async (name) => await note("backup", name),
    propose: async (edit) => proposal(edit),
    carryOut: async (edit) => await note("carried out", edit.job),
    secret: notAsked,
    forgetSecrets: () => undefined,
    prepareRotation: notAsked,
    rotate: notAsked,
    proposeRemoval: async (name) => ({ removal: { plan: planFor("delete", name), next: "remove" }, parting: undefined }), // prettier-ignore
    remove: async (name) => await note("removed", name),
    exportKey: async (name, file) => await note("key of", name, "to", file),
    ...done,
  };
  const copied: string[] = [];
  const fleet: Fleet = { ask, deeds, jobs: new Jobs(), copy: (text) => void copied.push(text) };
  return { fleet, did, copied };
}
