import type { Engine } from "./engines/engine";
import { FleetError } from "./errors";
import type { Model } from "./model";

/** Instances besides these with a secret that does not exist yet. */
export const firstMade = ({ steps }: Pick<Model, "steps">, names: readonly string[]): string[] => [
  ...new Set(
    steps
      .filter(({ type, action }) => action === "create" && type.endsWith(":RandomPassword"))
      .map(({ parent }) => parent)
      .filter((parent) => !names.includes(parent)),
  ),
];

/**
 * Pulumi runs the whole program also where an update is limited to some resources: a secret that is left out and does not exist
 * yet has no value then, and what is computed from it fails in the middle of the update.
 */
export const cannotLeaveOut = (pending: readonly string[]): string =>
  `Pulumi cannot leave out what is made for the first time, and there are secrets to be made for: ${pending.join(", ")}. Apply that first with "fleet apply"`;

/** @throws FleetError when an update cannot be limited to these instances. */
export function mustBeAbleToLimit(
  { kind }: Pick<Engine, "kind">,
  model: Pick<Model, "steps">,
  names: readonly string[],
): void {
  const pending = kind === "cli" ? firstMade(model, names) : [];
  if (pending.length > 0) throw new FleetError("refused", `${cannotLeaveOut(pending)}. Nothing was changed.`);
}
