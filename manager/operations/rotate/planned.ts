import { FleetError } from "../errors";
import { type Model, model } from "../model";
import { planOf } from "../plan/plan";
import type { Plan } from "../plan/types";
import type { Workspace } from "../workspace";
import { asIfEdited } from "./edit";
import type { Journal } from "./journal";

/**
 * What applying a rotation does once it is in the list, and the names of the resources that belong to it. Nothing is written.
 * @throws FleetError when it is refused.
 */
export async function planned(
  workspace: Workspace,
  journal: Journal,
  { allPending = false }: { readonly allPending?: boolean | undefined },
): Promise<{ plan: Plan; resources: string[] }> {
  const later = await model(asIfEdited(workspace, journal, journal.instance));
  const everything = planOf(workspace.stack, later);
  if (everything.refusals.length > 0) throw new FleetError("refused", everything.refusals.join("\n"));
  const own = later.steps.filter(({ parent }) => parent === journal.instance).map(({ name }) => name);
  // The ledger remembers the settings that were applied.
  const resources = ["fleet", ...new Set(own)];
  if (workspace.engine.kind === "cli") return { plan: planOf(workspace.stack, ownPart(later, journal.instance)), resources }; // prettier-ignore
  const others = everything.instances.filter(({ name, action }) => name !== journal.instance && action !== "none");
  const pending = [...others.map(({ name }) => name), ...everything.shared.map(({ name }) => name)];
  if (pending.length > 0 && !allPending)
    throw new FleetError("refused", `The embedded engine applies the whole list, and there are changes pending for ${pending.join(", ")}. Apply them first with "fleet apply", or agree to them with --all-pending.`); // prettier-ignore
  return { plan: everything, resources };
}

/** The part of a model that is about one instance. The ledger knows why something changes. */
function ownPart({ fleet, steps, ...rest }: Model, instance: string): Model {
  return {
    ...rest,
    fleet: { ...fleet, instances: fleet.instances.filter(({ name }) => name === instance) },
    steps: steps.filter(({ parent, type }) => parent === instance || type.endsWith(":Ledger")),
  };
}
