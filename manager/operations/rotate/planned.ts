import { FleetError } from "../errors";
import { cannotLeaveOut, firstMade } from "../firstMade";
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
): Promise<{ plan: Plan; resources: string[] | undefined }> {
  const later = await model(asIfEdited(workspace, journal, journal.instance));
  const everything = planOf(workspace.stack, later);
  if (everything.refusals.length > 0) throw new FleetError("refused", everything.refusals.join("\n"));
  const engine = workspace.engine.kind;
  const pending = engine === "cli" ? firstMade(later, [journal.instance]) : pendingIn(everything, journal.instance);
  if (pending.length > 0 && !allPending)
    throw new FleetError("refused", `${reasons[engine](pending)}, or agree to it with --all-pending.`);
  if (engine === "embedded" || pending.length > 0) return { plan: everything, resources: undefined };
  const own = later.steps.filter(({ parent }) => parent === journal.instance).map(({ name }) => name);
  // The ledger remembers the settings that were applied.
  const resources = ["fleet", ...new Set(own)];
  return { plan: planOf(workspace.stack, ownPart(later, journal.instance)), resources };
}

const reasons = {
  embedded: (pending: readonly string[]) => `The embedded engine applies the whole list, and there are changes pending for: ${pending.join(", ")}. Apply that first with "fleet apply"`, // prettier-ignore
  cli: cannotLeaveOut,
} as const;

/** Whom an apply of the whole list would change besides. */
const pendingIn = ({ instances, shared }: Plan, instance: string): string[] => [
  ...instances.filter(({ name, action }) => name !== instance && action !== "none").map(({ name }) => name),
  ...shared.map(({ name }) => name),
];

/** The part of a model that is about one instance. The ledger knows why something changes. */
function ownPart({ fleet, steps, ...rest }: Model, instance: string): Model {
  return {
    ...rest,
    fleet: { ...fleet, instances: fleet.instances.filter(({ name }) => name === instance) },
    steps: steps.filter(({ parent, type }) => parent === instance || type.endsWith(":Ledger")),
  };
}
