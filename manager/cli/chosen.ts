import { FleetError } from "../operations/errors";
import { fleetOf, instancesNamed } from "../operations/fleetFile";
import type { Workspace } from "../operations/workspace";

/** The instance that is named, or all that make backups. @throws FleetError when neither or both are asked for. */
export async function chosenNames(workspace: Workspace, name: string | undefined, all = false): Promise<string[]> {
  if (all === (name !== undefined)) throw new FleetError("usage", "Name an instance, or say --all.");
  const fleet = await fleetOf(workspace);
  if (name !== undefined) return instancesNamed(fleet, [name]).map((instance) => instance.name);
  const names = fleet.instances.filter(({ services }) => services.includes("backup")).map((instance) => instance.name);
  if (names.length === 0) throw new FleetError("refused", "No instance makes backups: none has a backup.store. docs/backups.md shows how to give it one."); // prettier-ignore
  return names;
}

/** @throws FleetError when it is no number. */
export function waitOf({ wait = "0" }: { readonly wait?: string }): number {
  const seconds = Number(wait);
  if (Number.isFinite(seconds) && seconds >= 0) return seconds;
  throw new FleetError("usage", `--wait should be a number of seconds, not "${wait}".`);
}
