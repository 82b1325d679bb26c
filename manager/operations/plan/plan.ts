import { createHash } from "node:crypto";
import type { Step } from "../../../engine/engine";
import { labelPrefix } from "../../../components/container";
import { serviceNames } from "../../../components/config/services";
import { misfit } from "../../../components/dynamic/volumeCheck";
import { fingerprints } from "../fingerprint";
import { type Model, model as modelOf } from "../model";
import type { Workspace } from "../workspace";
import { type Expected, expected } from "./downtime";
import { hideAll } from "./hidden";
import { reasonsOf } from "./reasons";
import { resourceChange, volumesLost } from "./resources";
import { isContainer, serviceChanges } from "./services";
import type { InstanceAction, InstancePlan, Plan, ResourceChange, ServiceChange, Totals } from "./types";
import type { Showing } from "./values";

/**
 * What applying the list would do. From the program and the state alone: no host is asked.
 * @throws FleetError naming every wrong setting.
 */
export async function plan(workspace: Workspace): Promise<Plan> {
  return planOf(workspace.stack, await modelOf(workspace, "plan"));
}

/** The plan that a run of the program comes to. */
export function planOf(stack: string, model: Model, times: Expected = expected): Plan {
  // Resources are registered as their inputs become known, in another order every time.
  const answer = { ...model, steps: [...model.steps].sort(byPlace), refusals: [...model.refusals].sort() };
  const { fleet, steps, given } = answer;
  const fingerprint = fingerprints(steps.flatMap(({ old }) => old ?? []));
  const showing = { fingerprint, hide: hideAll(steps, given, fingerprint) };
  const names = new Set([...fleet.instances.map(({ name }) => name), ...steps.flatMap(instanceOf)]);
  const instances = [...names].sort().map((name) => instancePlan(name, answer, showing, times));
  const ofHosts = steps.filter((step) => instanceOf(step).length === 0).flatMap(resourceChange);
  const shared = ofHosts.length === 0 && instances.every(stays) ? recordOf(steps) : ofHosts;
  const refusals = [...withoutEcho(answer.refusals), ...steps.flatMap(refusalOf)].map(showing.hide);
  const body = { stack, instances, shared, refusals, totals: totalsOf(instances) };
  return { ...body, hash: createHash("sha256").update(JSON.stringify(body)).digest("hex").slice(0, 16) };
}

const place = ({ type, name }: Step) => {
  const service = serviceNames.findIndex((each) => name.endsWith(`-${each}`));
  return `${type.split(":").pop()} ${service < 0 ? "" : String(service).padStart(2, "0")} ${name}`;
};
const byPlace = (a: Step, b: Step) => (place(a) < place(b) ? -1 : 1);

/** The instance that a step belongs to; none for what is shared. */
function instanceOf({ parent, inputs, old }: Step): string[] {
  if (parent !== "") return [parent];
  const labels = (inputs ?? old?.inputs)?.labels;
  const label = Array.isArray(labels) ? labels.find((one) => one?.label === `${labelPrefix}instance`) : undefined;
  return typeof label?.value === "string" ? [label.value] : [];
}

function instancePlan(name: string, { fleet, steps, given }: Model, showing: Showing, times: Expected): InstancePlan {
  const own = steps.filter((step) => instanceOf(step)[0] === name);
  const services = serviceChanges(own, showing, times);
  const others = own.filter((step) => !isContainer(step)).flatMap(resourceChange);
  const secrets = given.filter(({ instance }) => instance === name);
  const reasons = reasonsOf({ name, steps, own, services, given: secrets, hide: showing.hide });
  const action = actionOf(own, services, others, reasons);
  return {
    name,
    host: fleet.instances.find((instance) => instance.name === name)?.host.name,
    action,
    reasons,
    services,
    others,
    // Services are replaced at the same time, so an instance is disturbed for as long as the slowest.
    downtime: action === "resume" ? times.resumption : Math.max(0, ...services.map(({ downtime }) => downtime)),
    dataAtRisk: volumesLost(own),
  };
}

function actionOf(
  steps: readonly Step[],
  services: readonly ServiceChange[],
  others: readonly ResourceChange[],
  reasons: InstancePlan["reasons"],
): InstanceAction {
  const volumes = steps.filter(({ type }) => type.endsWith(":Volume"));
  const all = (list: readonly { readonly action: string }[], action: string) =>
    list.length > 0 && list.every((each) => each.action === action);
  if (all(volumes, "create")) return "create";
  if (all(volumes, "delete")) return "delete";
  const running = steps.filter(isContainer);
  if (all(running, "delete")) return "pause";
  if (all(running, "create")) return "resume";
  return services.length + others.length + reasons.length === 0 ? "none" : "change";
}

const stays = ({ action }: InstancePlan) => action === "none";

/** What only the state takes down: nothing else would say that there is something to apply. */
const recordOf = (steps: readonly Step[]): ResourceChange[] =>
  steps.flatMap(({ action, name }) => (action === "same" ? [] : [{ kind: "record", name, action }]));

/** The engine lists what is protected by name; the ledger has said already which instance it is, and what to do. */
const withoutEcho = (refusals: readonly string[]): readonly string[] =>
  refusals.some((reason) => reason.includes("is gone from the list"))
    ? refusals.filter((reason) => !reason.startsWith("protected and not in the list"))
    : refusals;

/** What a host would say of a data volume, as far as the state knows what it was made with. */
function refusalOf({ type, old, inputs }: Step): string[] {
  if (!type.endsWith(":VolumeCheck") || old === undefined || inputs === undefined) return [];
  const wanted = inputs as unknown as Parameters<typeof misfit>[1]; // volumeCheck.ts writes them
  // Its own volume stays its own with another password.
  const made = { ...old.inputs, fingerprint: wanted.fingerprint };
  const problem = wanted.passwordGiven ? undefined : misfit(made, wanted);
  return problem === undefined ? [] : [problem];
}

function totalsOf(instances: readonly InstancePlan[]): Totals {
  const services = instances.flatMap((instance) => instance.services);
  const count = (action: ServiceChange["action"]) => services.filter((change) => change.action === action).length;
  return {
    create: count("create"),
    live: count("live"),
    replace: count("replace"),
    delete: count("delete"),
    downtime: Math.max(0, ...instances.map(({ action, downtime }) => (action === "resume" ? 0 : downtime))),
    dataAtRisk: instances.reduce((sum, { dataAtRisk }) => sum + dataAtRisk.length, 0),
  };
}

/** Whether applying would do anything at all. */
export const changesAnything = ({ instances, shared }: Plan): boolean => shared.length > 0 || !instances.every(stays);
