import { createHash } from "node:crypto";
import type { Step } from "../../../engine/engine";
import { labelPrefix } from "../../../components/container";
import { type Fingerprint, fingerprints } from "../fingerprint";
import { type Model, model } from "../model";
import type { Workspace } from "../workspace";
import { downtimeOf, downtimeOfAll } from "./downtime";
import { settingChanges } from "./reasons";
import type { InstanceAction, InstancePlan, Plan, ResourceChange, ServiceChange, Totals } from "./types";
import { otherChanges, variableChanges } from "./values";

/**
 * What applying the list would do. From the program and the state alone: no host is asked.
 * @throws FleetError naming every wrong setting.
 */
export async function plan(workspace: Workspace): Promise<Plan> {
  return planOf(workspace.stack, await model(workspace, "plan"));
}

/** The plan that a run of the program comes to. */
export function planOf(stack: string, { fleet, steps, refusals }: Model): Plan {
  const mark = fingerprints(steps.flatMap(({ old }) => old ?? []));
  const names = new Set([...fleet.instances.map(({ name }) => name), ...steps.flatMap(instanceOf)]);
  const reasons = settingChanges(steps);
  const instances = [...names].sort().map((name) => {
    const own = steps.filter((step) => instanceOf(step)[0] === name);
    const spec = fleet.instances.find((instance) => instance.name === name);
    return instancePlan(name, spec?.host.name, own, reasons.get(name) ?? [], mark);
  });
  const shared = steps.filter((step) => instanceOf(step).length === 0).flatMap(resourceChange);
  const body = { stack, instances, shared, refusals, totals: totalsOf(instances) };
  return { ...body, hash: createHash("sha256").update(JSON.stringify(body)).digest("hex").slice(0, 16) };
}

/** The instance that a step belongs to; none for what is shared. */
function instanceOf({ parent, inputs, old }: Step): string[] {
  if (parent !== "") return [parent];
  const labels = (inputs ?? old?.inputs)?.labels;
  const label = Array.isArray(labels) ? labels.find((one) => one?.label === `${labelPrefix}instance`) : undefined;
  return typeof label?.value === "string" ? [label.value] : [];
}

function instancePlan(
  name: string,
  host: string | undefined,
  steps: readonly Step[],
  reasons: InstancePlan["reasons"],
  mark: Fingerprint,
): InstancePlan {
  const services = steps.filter(isContainer).flatMap((step) => serviceChange(step, mark));
  const others = steps.filter((step) => !isContainer(step)).flatMap(resourceChange);
  return {
    name,
    host,
    action: actionOf(steps, services, others),
    reasons,
    services,
    others,
    downtime: downtimeOfAll(services),
    dataAtRisk: steps.filter(losesData).map(({ old, name: resource }) => String(old?.inputs.name ?? resource)),
  };
}

const isContainer = ({ type }: Step) => type.endsWith(":Container");
const isVolume = ({ type }: Step) => type.endsWith(":Volume");
const isCache = ({ name }: Step) => name.endsWith("-deno-cache-volume");

const losesData = (step: Step) =>
  isVolume(step) &&
  !isCache(step) &&
  (step.action === "replace" || (step.action === "delete" && step.old?.retainOnDelete !== true));

function actionOf(
  steps: readonly Step[],
  services: readonly ServiceChange[],
  others: readonly ResourceChange[],
): InstanceAction {
  const volumes = steps.filter(isVolume);
  const all = (list: readonly { readonly action: string }[], action: string) =>
    list.length > 0 && list.every((each) => each.action === action);
  if (all(volumes, "create")) return "create";
  if (all(volumes, "delete")) return "delete";
  const running = steps.filter(isContainer);
  if (all(running, "delete")) return "pause";
  if (all(running, "create")) return "resume";
  return services.length === 0 && others.length === 0 ? "none" : "change";
}

function serviceChange(step: Step, mark: Fingerprint): ServiceChange[] {
  const { action, old, inputs } = step;
  if (action === "same") return [];
  const labels = (inputs ?? old?.inputs)?.labels as readonly { label: string; value: string }[] | undefined; // container.ts writes them
  const service = labels?.find(({ label }) => label === `${labelPrefix}service`)?.value ?? step.name;
  const detailed = action === "update" || action === "replace";
  return [
    {
      service,
      action: action === "update" ? "live" : action,
      variables: detailed ? variableChanges(step, mark) : [],
      differences: detailed ? otherChanges(step, mark) : [],
      downtime: action === "replace" ? downtimeOf(service) : 0,
    },
  ];
}

const kinds: readonly [RegExp, ResourceChange["kind"]][] = [
  [/:Volume$/, "volume"],
  [/:Network$/, "network"],
  [/:RandomPassword$/, "secret"],
  [/:RemoteFile$/, "snippet"],
  [/:Container$/, "container"],
];

/** The ledger and what waits do nothing that a user would call a change. */
function resourceChange({ type, name, action }: Step): ResourceChange[] {
  const kind = kinds.find(([pattern]) => pattern.test(type))?.[1];
  return kind === undefined || action === "same" ? [] : [{ kind, name, action }];
}

function totalsOf(instances: readonly InstancePlan[]): Totals {
  const services = instances.flatMap((instance) => instance.services);
  const count = (action: ServiceChange["action"]) => services.filter((change) => change.action === action).length;
  return {
    create: count("create"),
    live: count("live"),
    replace: count("replace"),
    delete: count("delete"),
    downtime: Math.max(0, ...instances.map(({ downtime }) => downtime)),
    dataAtRisk: instances.reduce((sum, { dataAtRisk }) => sum + dataAtRisk.length, 0),
  };
}

/** Whether applying would do anything at all. */
export const changesAnything = ({ instances, shared }: Plan): boolean =>
  shared.length > 0 || instances.some(({ action }) => action !== "none");
