import type { InstanceSpec, VolumeRole } from "../../../components/spec";
import { volumeName } from "../../../components/config/names";
import type { Fleet } from "../../../components/spec";
import { FleetError } from "../errors";
import { type Host, ask, hostsOf } from "../host";

/** Volumes with data that cannot be made again, in the order in which they are copied. */
export const dataRoles = ["db-data", "db-config", "storage", "functions", "snippets"] as const satisfies VolumeRole[];
export type DataRole = (typeof dataRoles)[number];

/** An instance whose volumes are worked on. */
export interface Target {
  readonly name: string;
  readonly spec: InstanceSpec;
  readonly host: Host;
}

/** @throws FleetError when the list has no such instance. */
export function targetOf(fleet: Fleet, name: string): Target {
  const spec = fleet.instances.find((instance) => instance.name === name);
  const host = hostsOf(fleet).find((each) => each.name === spec?.host.name);
  if (spec !== undefined && host !== undefined) return { name, spec, host };
  const names = fleet.instances.map((instance) => instance.name).join(", ");
  throw new FleetError("usage", `There is no instance "${name}" in the list. There are: ${names}.`);
}

/** The data volumes that an instance has on its host. */
export async function dataVolumes({ name, host }: Target): Promise<{ role: DataRole; volume: string }[]> {
  const { Volumes } = await ask(host, host.docker.listVolumes());
  const there = new Set((Volumes ?? []).map(({ Name }) => Name));
  return dataRoles.map((role) => ({ role, volume: volumeName(name, role) })).filter(({ volume }) => there.has(volume));
}
