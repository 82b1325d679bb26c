import type { FleetStatus, InstanceState, InstanceStatus, Usage } from "../../operations/status";
import type { Depth, Listed } from "../fleet";
import { isWell } from "../show/states";
import type { Reading } from "./reading";

/** What is known of an instance, put together from reads of different depth and age. */
export interface Row {
  readonly name: string;
  readonly host: string;
  /** Undefined until its host has answered for the first time. */
  readonly state?: InstanceState | undefined;
  readonly notes: readonly string[];
  /** Services that are well, of all it has. */
  readonly well: number;
  readonly services: number;
  readonly restarts: number;
  readonly usage: Usage;
  /** Its host's question is out since; milliseconds since 1970. */
  readonly since?: number | undefined;
  /** The newest answer about each depth. */
  readonly health?: InstanceStatus | undefined;
  readonly figures?: InstanceStatus | undefined;
  readonly stored?: InstanceStatus | undefined;
}

/** How closely a whole host is looked at. */
export type Shallow = Exclude<Depth, "all">;

/** What is read of one host. */
export type HostReadings = Readonly<Record<Shallow, Reading<FleetStatus>>>;

/** One row for each instance of the list, in its order. */
export function rowsOf(list: readonly Listed[], hosts: ReadonlyMap<string, HostReadings>): Row[] {
  const found = new Map([...hosts].map(([host, readings]) => [host, byName(readings)] as const));
  return list.map(({ name, host }) => {
    const readings = hosts.get(host);
    const of = found.get(host);
    const health = of?.health.get(name);
    const problem = readings?.health.problem;
    return {
      name,
      host,
      state: health?.state,
      notes: [...(health?.notes ?? []), ...(problem === undefined ? [] : [problem])],
      well: health?.services.filter((service) => isWell(service.health)).length ?? 0,
      services: health?.services.length ?? 0,
      restarts: sum(of?.figures.get(name)?.services.map(({ restarts = 0 }) => restarts)),
      usage: usageOf(health, of?.figures.get(name), of?.usage.get(name)),
      since: readings?.health.since,
      health,
      figures: of?.figures.get(name),
      stored: of?.usage.get(name),
    };
  });
}

const sum = (counts: readonly number[] = []) => counts.reduce((a, b) => a + b, 0);

/** Figures are read seldom: what has stopped since uses nothing. */
function usageOf(
  health: InstanceStatus | undefined,
  figures: InstanceStatus | undefined,
  stored: InstanceStatus | undefined,
): Usage {
  const runs = health === undefined || health.services.some((service) => isWell(service.health));
  const { cpu, memory, memoryLimit } = figures?.usage ?? {};
  return { ...(runs ? { cpu, memory, memoryLimit } : {}), disk: stored?.usage.disk };
}

function byName(readings: HostReadings) {
  const of = ({ value }: Reading<FleetStatus>) => new Map(value?.instances.map((one) => [one.name, one] as const));
  return { health: of(readings.health), figures: of(readings.figures), usage: of(readings.usage) };
}
