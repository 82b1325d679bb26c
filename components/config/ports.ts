import type { Ports } from "../spec";
import { allocate } from "./allocate";
import type { Binding } from "./binding";
import type { InstanceConfig } from "./instance";
import type { ServiceName } from "./services";

type PortRole = keyof InstanceConfig["ports"];

/** Ranges ports are chosen from, and the service each belongs to. Studio and the database are published on request alone. */
export const portRanges: Record<PortRole, { service: ServiceName; first: number; last: number; chosen: boolean }> = {
  gateway: { service: "gateway", first: 8000, last: 8999, chosen: true },
  studio: { service: "studio", first: 3000, last: 3999, chosen: false },
  mail: { service: "mail", first: 54300, last: 54399, chosen: true },
  poolerSession: { service: "pooler", first: 55000, last: 55499, chosen: true },
  poolerTransaction: { service: "pooler", first: 55500, last: 55999, chosen: true },
  database: { service: "db", first: 56000, last: 56499, chosen: false },
};
const roles = Object.keys(portRanges) as PortRole[]; // Object.keys widens to string

export interface PortRequest {
  readonly name: string;
  readonly services: readonly ServiceName[];
  readonly ports: InstanceConfig["ports"];
}

/**
 * The published ports of all instances of one host.
 * @param others ports of the host that are somebody else's.
 * @throws RangeError when a range is full.
 */
export function choosePorts(requests: readonly PortRequest[], others: readonly number[]): Map<string, Ports> {
  const written = new Set([
    ...others,
    ...requests.flatMap(({ ports }) => roles.flatMap((role) => ports[role]?.port ?? [])),
  ]);
  const chosen = new Map(roles.map((role) => [role, chooseRole(role, requests, written)]));
  return new Map(
    requests.map((request) => {
      const binding = (role: PortRole) => request.ports[role] ?? chosen.get(role)?.get(request.name);
      const gateway = binding("gateway");
      if (gateway === undefined) throw new RangeError(`no gateway port for ${request.name}`);
      return [request.name, { ...Object.fromEntries(roles.map((role) => [role, binding(role)])), gateway } as Ports]; // built from `roles`
    }),
  );
}

function chooseRole(
  role: PortRole,
  requests: readonly PortRequest[],
  written: ReadonlySet<number>,
): Map<string, Binding> {
  const { service, first, last, chosen } = portRanges[role];
  if (!chosen) return new Map();
  const names = requests.filter((r) => r.ports[role] === undefined && r.services.includes(service)).map((r) => r.name);
  const taken = new Set([...written].map((port) => port - first));
  const full = `has no port left for ports.${role}: ${first} to ${last} are taken, so write others for some instances`;
  const slots = allocate(names, last - first + 1, taken, full);
  return new Map([...slots].map(([name, slot]) => [name, { bind: "127.0.0.1", port: first + slot }]));
}
