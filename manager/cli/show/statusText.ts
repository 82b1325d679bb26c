import pc from "./colours";
import type { FleetStatus, InstanceState, InstanceStatus, ServiceHealth, ServiceStatus } from "../../operations/status";
import { table } from "../table";
import { bytes, day, percent, span } from "./figures";

/** The list: one line per instance, as fast as Docker answers one question. */
export function listText({ instances, hosts, job }: FleetStatus): string {
  if (instances.length === 0) return "The list is empty.";
  const rows = instances.map((one) => [one.name, one.host, inColour(one.state), well(one.services), one.urls.api]);
  return parts(table(["NAME", "HOST", "STATE", "SERVICES", "API"], rows), notes(instances, hosts), atWork(job));
}

/** The list with what is in use, and what is wrong with each. */
export function statusText({ at, instances, hosts, job }: FleetStatus): string {
  if (instances.length === 0) return "The list is empty.";
  const rows = instances.map(({ name, host, state, services, usage, backup, certificates }) => [
    name,
    host,
    inColour(state),
    well(services),
    percent(usage.cpu),
    bytes(usage.memory),
    bytes(usage.disk),
    lastBackup(backup, at),
    soonest(certificates),
  ]);
  const head = ["NAME", "HOST", "STATE", "SERVICES", "CPU", "MEMORY", "DISK", "BACKUP", "CERTIFICATE"];
  return parts(table(head, rows), notes(instances, hosts), edges(hosts), atWork(job));
}

const parts = (...all: readonly string[]) => all.filter((part) => part !== "").join("\n\n");

const colours: Record<InstanceState, (text: string) => string> = {
  CREATING: pc.cyan,
  STARTING: pc.cyan,
  ACTIVE_HEALTHY: pc.green,
  ACTIVE_UNHEALTHY: pc.yellow,
  PAUSED: pc.dim,
  FAILED: pc.red,
  UNKNOWN: pc.magenta,
};

export const inColour = (state: InstanceState): string => colours[state](state);

const goodHealth: readonly ServiceHealth[] = ["healthy", "running"];
const isWell = ({ health }: ServiceStatus) => goodHealth.includes(health);
const well = (services: readonly ServiceStatus[]) => `${services.filter(isWell).length}/${services.length}`;

/** What is wrong, with the last words of each service that is. A host's own trouble is told once. */
function notes(instances: readonly InstanceStatus[], hosts: FleetStatus["hosts"]): string {
  const ofHosts = hosts.flatMap(({ name, notes: told }) => told.map((note) => `${pc.bold(name)}: ${note}`));
  const ofInstances = instances
    .filter(({ state }) => state !== "UNKNOWN")
    .flatMap(({ name, notes: told, services, backup }) => {
      const said = (note: string) => `${pc.bold(name)}: ${note}`;
      const alarms = backup?.alarms ?? [];
      return [...told.filter((note) => !alarms.includes(note)).map(said), ...lastWords(services), ...alarms.map(said)];
    });
  return [...ofHosts, ...ofInstances].join("\n");
}

const lastWords = (services: readonly ServiceStatus[]) =>
  services.flatMap(({ service, lastLog }) => (lastLog === undefined ? [] : [pc.dim(`  ${service} said: ${lastLog}`)]));

function edges(hosts: FleetStatus["hosts"]): string {
  const sick = hosts.flatMap(({ name, edge }) => (edge === undefined || isWell(edge) || edge.health === "unknown" ? [] : [`${pc.bold(name)}: the managed Caddy (${edge.container}) is ${edge.health}.`])); // prettier-ignore
  return sick.join("\n");
}

const atWork = (job: FleetStatus["job"]) =>
  job === undefined ? "" : pc.cyan(`At work since ${job.since}: ${job.name} (${job.user})`);

/** How old the last backup is; in red when there is an alarm, which is among the notes. */
function lastBackup(backup: InstanceStatus["backup"], now: string): string {
  if (backup === undefined) return "-";
  const { answers, lastBackup: last, alarms } = backup;
  const age = last !== undefined ? span(last, now) : answers ? "none" : "unknown";
  return alarms.length > 0 ? pc.red(age) : age;
}

/** How long the certificate that ends first is good for. */
function soonest(certificates: InstanceStatus["certificates"]): string {
  if (certificates.length === 0) return "-";
  const ends = certificates.flatMap(({ validTo }) => validTo ?? []).sort();
  return ends.length < certificates.length || ends[0] === undefined ? pc.red("none shown") : untilText(ends[0]);
}

export function untilText(end: string): string {
  const now = new Date().toISOString();
  return end < now ? pc.red(`ended ${day(end)}`) : span(now, end);
}
