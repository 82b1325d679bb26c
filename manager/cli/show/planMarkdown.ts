import { changesAnything } from "../../operations/plan/plan";
import type { InstancePlan, Plan, ServiceChange } from "../../operations/plan/types";
import { inWords, seconds, summary } from "./planWords";

/** A plan for the comment of a pull request. */
export function planMarkdown(plan: Plan): string {
  const parts = [
    `### Plan for \`${plan.stack}\``,
    changesAnything(plan) ? summary(plan) : "Nothing to do.",
    ...plan.refusals.map((reason) => `> **Refused:** ${reason.split("\n").join("\n> ")}`),
    ...plan.instances.filter(({ action }) => action !== "none").map(instance),
    ...(plan.shared.length === 0 ? [] : [`#### Shared\n\n${resources(plan.shared)}`]),
  ];
  return parts.join("\n\n");
}

function instance({ name, action, reasons, services, others, downtime, dataAtRisk }: InstancePlan): string {
  const down = downtime > 0 ? `, about ${seconds(downtime)} of disturbance` : "";
  const rows = services.flatMap(serviceRows);
  return [
    `#### ${name} ${inWords[action]}${down}`,
    ...dataAtRisk.map((volume) => `**The data in \`${volume}\` would be gone for good.**`),
    reasons.map(({ path, old, new: now }) => `- because \`${path}\` changed: ${code(old)} → ${code(now)}`).join("\n"),
    rows.length === 0 ? "" : ["| service | what | from | to |", "| --- | --- | --- | --- |", ...rows].join("\n"),
    resources(others),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function serviceRows({ service, action, variables, differences }: ServiceChange): string[] {
  const values = [...variables, ...differences];
  return [
    `| **${service}** | ${inWords[action]} | | |`,
    ...values.map(({ name, old, new: now }) => `| | \`${name}\` | ${code(old)} | ${code(now)} |`),
  ];
}

const resources = (changes: Plan["shared"]) =>
  changes.map(({ kind, name, action }) => `- ${kind} \`${name}\` ${inWords[action]}`).join("\n");

/** A value that cannot break out of its cell. */
const code = (value: string | undefined) =>
  value === undefined
    ? "unset"
    : `\`${value.replace(/[`|\n\r]/g, (letter) => ({ "`": "'", "|": "¦" })[letter] ?? " ")}\``;
