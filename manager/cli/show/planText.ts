import pc from "./colours";
import { changesAnything } from "../../operations/plan/plan";
import type {
  InstancePlan,
  Plan,
  Reason,
  ResourceChange,
  ServiceChange,
  ValueChange,
} from "../../operations/plan/types";
import { cut, pair, visible, wrap } from "./fit";
import { disturbance, inWords, mark, record, seconds, summary } from "./planWords";
import { reasonInWords } from "./reasonWords";

/** A plan for a terminal of so many columns. */
export function planText(plan: Plan, columns = 100): string {
  const parts = [
    ...plan.instances.filter(({ action }) => action !== "none").map((instance) => instanceText(instance, columns)),
    ...sharedText(plan),
    ...plan.refusals.map((reason) => pc.red(`Refused: ${reason.split("\n").map(visible).join("\n")}`)),
    changesAnything(plan) ? wrap(summary(plan), columns, "") : `Nothing to do: ${plan.stack} is as the list says.`,
  ];
  return parts.join("\n\n");
}

function sharedText({ shared, refusals }: Plan): string[] {
  if (shared.length === 0 || refusals.length > 0) return [];
  return shared.every(({ kind }) => kind === "record")
    ? [record]
    : [["Shared", ...shared.map(resourceLine)].join("\n")];
}

function instanceText(instance: InstancePlan, columns: number): string {
  const { name, host, action, reasons, services, others, downtime, dataAtRisk } = instance;
  const head = `${pc.bold(name)}${host === undefined ? "" : pc.dim(` on ${host}`)} ${inWords[action]}`;
  const whole = action !== "change";
  return [
    `${head}${disturbance(action, downtime)}`,
    ...reasons.map((reason) => `  ${reasonLine(reason, columns - 2)}`),
    ...(whole ? together(services, columns) : services.flatMap((change) => serviceLines(change, columns))),
    ...(whole ? brief(others) : others.map(resourceLine)),
    ...(action === "change" && services.length + others.length === 0 ? ["  nothing on the host changes; the setting is noted"] : []), // prettier-ignore
    ...dataAtRisk.map((volume) => pc.red(`  ! the data in ${volume} would be gone for good`)),
  ].join("\n");
}

function reasonLine(reason: Reason, columns: number): string {
  const bare = reasonInWords({ ...reason, old: "", new: "" }, (value) => value);
  const [old, now] = pair(visible(reason.old ?? "default"), visible(reason.new ?? "default"), columns - bare.length);
  const shown = reason.kind === "setting" ? { ...reason, old, new: now } : reason;
  return cut(visible(reasonInWords(shown, (value) => value)), columns);
}

/** Services that all meet with the same, in as few lines as they fit into. */
function together(services: readonly ServiceChange[], columns: number): string[] {
  const actions = [...new Set(services.map(({ action }) => action))];
  return actions.map((action) => {
    const names = services.filter((change) => change.action === action).map(({ service }) => service);
    const one = names.length === 1;
    const what = `${names.length} container${one ? "" : "s"} ${plural(inWords[action], one)}: ${names.join(", ")}`;
    return wrap(`  ${mark(action)} ${what}`, columns, "      ");
  });
}

const plural = (words: string, one: boolean) => (one ? words : words.replace(/^is /, "are "));

function serviceLines({ service, action, variables, differences, downtime }: ServiceChange, columns: number): string[] {
  const head = `  ${mark(action)} ${service.padEnd(10)} ${inWords[action]}`;
  const down = downtime > 0 ? pc.dim(` (${seconds(downtime)})`) : "";
  return [`${head}${down}`, ...[...variables, ...differences].map((change) => valueLine(change, columns))];
}

function valueLine({ name, old, new: now }: ValueChange, columns: number): string {
  const start = `      ${cut(visible(name), Math.floor(columns / 2))}: `;
  const shown = (text: string | undefined) => (text === undefined ? "unset" : text === "" ? "empty" : visible(text));
  const [before, after] = pair(shown(old), shown(now), columns - start.length - " → ".length);
  return `${start}${before} → ${after}`;
}

const resourceLine = ({ kind, name, action }: ResourceChange) =>
  kind === "database"
    ? `  ${mark(action)} in Postgres: ${name}`
    : `  ${mark(action)} ${kind} ${name} ${inWords[action]}`;

/** Of a whole instance, how many of each kind. */
function brief(others: readonly ResourceChange[]): string[] {
  const sort = ({ kind, action }: ResourceChange) => `${kind} ${action}`;
  return [...new Set(others.map(sort))].flatMap((each) => {
    const group = others.filter((other) => sort(other) === each);
    const [first] = group;
    if (first === undefined) return [];
    if (group.length === 1) return [resourceLine(first)];
    return [`  ${mark(first.action)} ${group.length} ${first.kind}s ${plural(inWords[first.action], false)}`];
  });
}
