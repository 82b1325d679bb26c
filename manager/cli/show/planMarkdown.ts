import { changesAnything } from "../../operations/plan/plan";
import type { InstancePlan, Plan, ServiceChange, ValueChange } from "../../operations/plan/types";
import { cut, pair, visible } from "./fit";
import { disturbance, inWords, record, summary } from "./planWords";
import { reasonInWords } from "./reasonWords";

/** Letters of a value in a cell; what is longer is cut. */
const widest = 80;

/** A plan for the comment of a pull request. */
export function planMarkdown(plan: Plan): string {
  const parts = [
    `### Plan for ${code(plan.stack)}`,
    changesAnything(plan) ? summary(plan) : "Nothing to do.",
    ...plan.refusals.map((reason) => `**Refused:**\n\n${block(reason)}`),
    ...plan.instances.filter(({ action }) => action !== "none").map(instance),
    ...shared(plan),
  ];
  return parts.join("\n\n");
}

function shared({ shared: changes, refusals }: Plan): string[] {
  if (changes.length === 0 || refusals.length > 0) return [];
  return changes.every(({ kind }) => kind === "record") ? [record] : [`#### Shared\n\n${resources(changes)}`];
}

function instance({ name, action, reasons, services, others, downtime, dataAtRisk }: InstancePlan): string {
  const rows = services.flatMap(serviceRows);
  const table = ["| service | what | from | to |", "| --- | --- | --- | --- |", ...rows];
  return [
    `#### ${code(name)} ${inWords[action]}${disturbance(action, downtime)}`,
    ...dataAtRisk.map((volume) => `**The data in ${code(volume)} would be gone for good.**`),
    reasons.map((reason) => `- ${reasonInWords(reason, code)}`).join("\n"),
    rows.length === 0 ? "" : table.join("\n"),
    resources(others),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function serviceRows({ service, action, variables, differences }: ServiceChange): string[] {
  return [`| **${service}** | ${inWords[action]} | | |`, ...[...variables, ...differences].map(valueRow)];
}

function valueRow({ name, old, new: now }: ValueChange): string {
  const [before, after] = pair(old ?? "", now ?? "", 2 * widest);
  const cell = (value: string | undefined, shown: string) => (value === undefined ? "unset" : code(shown));
  return `| | ${code(name)} | ${cell(old, before)} | ${cell(now, after)} |`;
}

const resources = (changes: Plan["shared"]) =>
  changes
    .map(({ kind, name, action }) =>
      kind === "database" ? `- in Postgres: ${name}` : `- ${kind} ${code(name)} ${inWords[action]}`,
    )
    .join("\n");

/** A value that cannot break out of its cell, whatever is in it. */
function code(value: string): string {
  const inside = cut(visible(value), 2 * widest).replace(/[`|]/g, (letter) => (letter === "`" ? "'" : "¦"));
  return inside.trim() === "" ? "*empty*" : `\`${inside}\``;
}

/** Lines as they are; the fence is longer than any in them. */
function block(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}\n${text}\n${fence}`;
}
