import pc from "picocolors";
import { changesAnything } from "../../operations/plan/plan";
import type { InstancePlan, Plan, ResourceChange, ServiceChange, ValueChange } from "../../operations/plan/types";
import { inWords, mark, seconds, summary } from "./planWords";

/** A plan for a terminal. */
export function planText(plan: Plan): string {
  const parts = [
    ...plan.instances.filter(({ action }) => action !== "none").map(instanceText),
    ...(plan.shared.length === 0 ? [] : [["Shared", ...plan.shared.map(resourceLine)].join("\n")]),
    ...plan.refusals.map((reason) => pc.red(`Refused: ${reason}`)),
    changesAnything(plan) ? summary(plan) : `Nothing to do: ${plan.stack} is as the list says.`,
  ];
  return parts.join("\n\n");
}

function instanceText({ name, host, action, reasons, services, others, downtime, dataAtRisk }: InstancePlan): string {
  const head = `${pc.bold(name)}${host === undefined ? "" : pc.dim(` on ${host}`)}: ${inWords[action]}`;
  return [
    `${head}${downtime > 0 ? `, about ${seconds(downtime)} of disturbance` : ""}`,
    ...reasons.map(
      (reason) => `  because ${reason.path} changed: ${reason.old ?? "default"} → ${reason.new ?? "default"}`,
    ),
    ...services.flatMap(serviceLines),
    ...(action === "create" || action === "delete" ? brief(others) : others.map(resourceLine)),
    ...dataAtRisk.map((volume) => pc.red(`  ! the data in ${volume} would be gone for good`)),
  ].join("\n");
}

function serviceLines({ service, action, variables, differences, downtime }: ServiceChange): string[] {
  const head = `  ${mark(action)} ${service.padEnd(10)} ${inWords[action]}${downtime > 0 ? pc.dim(` (${seconds(downtime)})`) : ""}`;
  return [head, ...[...variables, ...differences].map(valueLine)];
}

const valueLine = ({ name, old, new: now }: ValueChange) =>
  `      ${name}: ${old ?? pc.dim("unset")} → ${now ?? pc.dim("unset")}`;

const resourceLine = ({ kind, name, action }: ResourceChange) => `  ${mark(action)} ${kind} ${name} ${inWords[action]}`;

/** Of a whole instance, how many of each kind. */
function brief(others: readonly ResourceChange[]): string[] {
  const kinds = [...new Set(others.map(({ kind }) => kind))];
  return kinds.map((kind) => {
    const own = others.filter((other) => other.kind === kind);
    const [first] = own;
    if (first === undefined) return "";
    return own.length === 1
      ? resourceLine(first)
      : `  ${mark(first.action)} ${own.length} ${kind}s ${inWords[first.action]}`;
  });
}
