import pc from "./colours";
import type {
  Difference,
  Drift,
  Elsewhere,
  InstanceDrift,
  Property,
  Repair,
  ResourceDrift,
} from "../../operations/drift/types";
import { counts } from "../../operations/drift/drift";
import { inWords, seconds } from "./planWords";

/** Letters that a line of a terminal holds. */
const width = 100;

/** What drifted, for a terminal. */
export function driftText(drift: Drift): string {
  const { instances, shared, unreachable, elsewhere } = drift;
  const parts = [
    ...instances.filter(({ resources, pending }) => resources.length + pending.length > 0).map(instanceText),
    ...(shared.length === 0 ? [] : [["Shared", ...shared.flatMap(resourceLines)].join("\n")]),
    ...(elsewhere.length === 0 ? [] : [["Not declared here, perhaps another stack's:", ...elsewhere.map(elsewhereLine)].join("\n")]),
    ...unreachable.map(({ host, reason }) => pc.red(`${host} was not looked at: ${reason}`)),
    summary(drift),
  ]; // prettier-ignore
  return parts.join("\n\n");
}

function instanceText({ name, host, resources, pending }: InstanceDrift): string {
  const drifted = resources.filter(counts).length;
  const count = drifted === 0 ? "nothing drifted" : `${drifted} drifted`;
  const changes = few(
    pending.map(({ what, action }) => `${what} ${inWords[action]}`),
    3,
  );
  return [
    `${pc.bold(name)}${pc.dim(` on ${host}`)}: ${count}`,
    ...resources.flatMap(resourceLines),
    ...(pending.length === 0 ? [] : [`  pending change of the list, no drift: ${changes} ("fleet plan" says more)`]),
  ].join("\n");
}

function resourceLines({ kind, name, service, differences, repair, downtime }: ResourceDrift): string[] {
  const what = service === undefined ? `${kind} ${name}` : `${service.padEnd(10)} ${pc.dim(name)}`;
  const cost = downtime > 0 ? `, ${seconds(downtime)}` : "";
  return [`  ${marks[repair]} ${what}  (${remedies[repair]}${cost})`, ...differencesLines(differences)];
}

const marks: Record<Repair, string> = { update: "~", start: "+", restart: "~", disconnect: "-", replace: "±", rewrite: "~", remove: "-", none: "!" }; // prettier-ignore

const remedies: Record<Repair, string> = {
  update: "repaired while it runs",
  start: "repaired by starting it",
  restart: "repaired by restarting it",
  disconnect: "repaired while it runs",
  replace: "repaired by replacing it",
  rewrite: "repaired by writing it again",
  remove: "repaired by removing it",
  none: "left as it is",
};

/** What a property is called where it has a name of its own behind it, or needs more than its own word. */
const words: Partial<Record<Property, string>> = {
  presence: "",
  state: "",
  undeclared: "",
  identity: "container",
  env: "variable",
  memorySwap: "memory and swap",
  memoryReservation: "memory reservation",
  cpuShares: "cpu shares",
  shmSize: "shared memory",
  pids: "processes",
  restart: "restart policy",
  healthcheck: "health check",
  stopSignal: "stop signal",
  stopGrace: "stop grace",
  logDriver: "log driver",
  logOption: "log option",
  securityOption: "security option",
  workingDir: "working folder",
};

/** What a difference is about, such as `variable GOTRUE_SITE_URL`. */
export function differenceName({ property, name }: Difference): string {
  const what = [words[property] ?? property, name].filter((word) => word !== undefined && word !== "").join(" ");
  return what === "" ? property : what;
}

/** The first of many, and how many more. */
export const few = (names: readonly string[], most: number): string =>
  names.length > most + 1 ? `${names.slice(0, most).join(", ")} and ${names.length - most} more` : names.join(", ");

/** A container that somebody made from nothing lacks everything: what is not there is told in one line per kind. */
function differencesLines(differences: readonly Difference[]): string[] {
  const lacking = (one: Difference) => one.found === undefined && one.name !== undefined;
  const kinds = new Set(differences.filter(lacking).map(({ property }) => property));
  const many = [...kinds].filter(
    (kind) => differences.filter((one) => lacking(one) && one.property === kind).length > 3,
  );
  const single = differences.filter((one) => !(lacking(one) && many.includes(one.property)));
  const together = many.map((kind) => {
    const names = differences.flatMap((one) => (lacking(one) && one.property === kind ? (one.name ?? []) : []));
    return `      ${names.length} ${words[kind] ?? kind}s are not there: ${few(names, 2)} (--json has all)`;
  });
  return [...single.flatMap(differenceLines), ...together];
}

function differenceLines(difference: Difference): string[] {
  const { property, name, wanted, found, note } = difference;
  const subject = words[property] === "" ? "" : `${differenceName(difference)} `;
  const more = note === undefined ? "" : pc.dim(` (${note})`);
  if (property === "undeclared") return [`      is ${found ?? "there"}, and nobody declared it${more}`];
  if (property === "presence") return [`      is missing${more}`];
  if (property === "identity") return [`      was made again by somebody${more}`];
  if (property === "joined") return [`      ${name ?? ""} is on it, and nobody declared that${more}`];
  const is = found === undefined ? "is not there" : `is ${found === "" ? "empty" : found}`;
  const should = wanted === undefined ? "should not be there" : `should be ${wanted === "" ? "empty" : wanted}`;
  const line = `      ${subject}${is}, ${should}`;
  if (line.length + (note?.length ?? -3) + 3 <= width) return [`${line}${more}`];
  return [`      ${subject}${is},`, `        ${should}${more}`];
}

function elsewhereLine({ host, instance, containers, networks, volumes }: Elsewhere): string {
  const counts = [count(containers.length, "container"), count(networks.length, "network"), count(volumes.length, "volume")]; // prettier-ignore
  return `  ${instance}${pc.dim(` on ${host}`)}: ${counts.filter((text) => text !== "").join(", ")}`;
}

const count = (number: number, what: string) => (number === 0 ? "" : `${number} ${what}${number === 1 ? "" : "s"}`);

function summary({ stack, totals, unreachable }: Drift): string {
  const { looked, drifted, left, pending } = totals;
  const rest = unreachable.length === 0 ? "" : ` ${count(unreachable.length, "host")} did not answer.`;
  const changes = pending === 0 ? "" : ` ${count(pending, "pending change")}: "fleet plan".`;
  if (drifted === 0) return `No drift: ${looked} things of ${stack} are as the last apply made them.${changes}${rest}`;
  const repair = drifted === left ? "" : ' "fleet drift --repair" puts them back.';
  const stay = left === 0 ? "" : ` ${left} cannot be put back in full.`;
  return `${drifted} of ${looked} drifted.${repair}${stay}${changes}${rest}`;
}
