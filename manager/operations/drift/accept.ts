import { type Edit, carryOut } from "../edit/edit";
import { node, setAt } from "../edit/values";
import { fleetOf } from "../fleetFile";
import type { Running } from "../progress";
import { entryOf } from "../stackFile";
import type { Workspace } from "../workspace";
import { counts } from "./drift";
import { placeOf } from "./places";
import type { Difference, Drift, ResourceDrift } from "./types";

/** What of a drift the stack file can say, and what not. No secret is in it. */
export interface Acceptance {
  readonly settings: readonly AcceptedSetting[];
  readonly without: readonly Unacceptable[];
}

export interface AcceptedSetting {
  readonly instance: string;
  /** Such as `resources.auth.memory`. */
  readonly path: readonly string[];
  readonly value: string | number;
  /** What else it concerns. */
  readonly note?: string;
}

/** What has no place in the stack file; it stays drift. */
export interface Unacceptable {
  readonly resource: string;
  readonly difference: Difference;
  readonly reason: string;
}

/** What accepting a drift would write; nothing is written. */
export async function acceptable(workspace: Workspace, drift: Drift): Promise<Acceptance> {
  const fleet = await fleetOf(workspace);
  const registry = fleet.instances[0]?.registry;
  const listed = new Set(fleet.instances.map(({ name }) => name));
  const all = [...drift.instances.flatMap(({ resources }) => resources), ...drift.shared].filter(counts);
  const told = all.flatMap((resource) => resource.differences.filter((difference) => !follows(difference, resource)).map((difference) => sorted(resource, difference, listed, registry))); // prettier-ignore
  return {
    settings: told.flatMap(({ setting }) => setting ?? []),
    without: told.flatMap(({ without }) => without ?? []),
  };
}

/** The program makes swap twice the memory, so with the memory it is accepted too. */
const follows = ({ property, found }: Difference, { differences }: ResourceDrift) =>
  property === "memorySwap" &&
  differences.some((other) => other.property === "memory" && other.found !== undefined && `${2 * Number.parseInt(other.found, 10)}m` === found); // prettier-ignore

function sorted(
  { name, instance, service }: ResourceDrift,
  difference: Difference,
  listed: ReadonlySet<string>,
  registry: string | undefined,
): { setting?: AcceptedSetting; without?: Unacceptable } {
  const without = (reason: string) => ({ without: { resource: name, difference, reason } });
  if (instance === undefined || service === undefined) return without("the stack file has no place for it");
  if (!listed.has(instance)) return without(`${instance} is not in the list`);
  const place = placeOf(difference, { instance, service, registry });
  return "reason" in place ? without(place.reason) : { setting: { instance, ...place } };
}

/**
 * Writes what was found into the stack file, and applies nothing: from then on it is a pending change that `fleet apply`
 * makes the program's own.
 * @throws FleetError when a setting would be wrong, with nothing written for its instance.
 */
export async function accept(
  workspace: Workspace,
  { settings }: Acceptance,
  { wait = 0 }: { readonly wait?: number },
  running: Running,
): Promise<void> {
  for (const instance of new Set(settings.map((setting) => setting.instance))) {
    const own = settings.filter((setting) => setting.instance === instance);
    await carryOut(workspace, acceptance(instance, own), { apply: false, wait }, running);
  }
}

const acceptance = (name: string, settings: readonly AcceptedSetting[]): Edit => ({
  job: `drift ${name} --accept ${settings.map(({ path }) => path.join(".")).join(" ")}`,
  name,
  change(file) {
    for (const { path, value } of settings) setAt(entryOf(file, name), path, node(file.document, value));
  },
});
