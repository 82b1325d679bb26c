import type { StoredResource } from "../../../engine/state";
import { recorded } from "../apply";
import { FleetError } from "../errors";
import { model } from "../model";
import { planOf } from "../plan/plan";
import type { Plan } from "../plan/types";
import { type Running, begin, end, stopIfCancelled } from "../progress";
import { type StackFile, entryOf, instanceList, namesIn, readStackFile, textOf, writeStackFile } from "../stackFile";
import { mustNotBeUnderWay } from "../underWay";
import type { Workspace } from "../workspace";
import { withDraft } from "./draft";
import type { Carrying } from "./edit";
import { forgetInstance } from "./forget";

/** A step of a deletion: the protection goes by one apply, and the entry by the next. */
export type RemovalStep = "unprotect" | "remove" | "finish";

export interface Removal {
  /** Both steps in one. */
  readonly plan: Plan;
  /** The step that comes next; `finish` when the entry is out of the list already. */
  readonly next: RemovalStep;
}

/** What deleting an instance would do; nothing is written. @throws FleetError when there is no such instance. */
export async function proposeRemoval(workspace: Workspace, name: string): Promise<Removal> {
  const file = readStackFile(workspace);
  const stored = await workspace.engine.stored();
  const known = remembered(stored)[name]?.protect;
  // The ledger comes first in an apply: one that ended early has left the volumes as they were.
  const isProtected = known === true || stored.some(({ parent, protect }) => parent === name && protect);
  if (namesIn(file).includes(name)) takeOut(file, name);
  else if (known === undefined) entryOf(file, name); // says which there are
  const plan = await withDraft(workspace, textOf(file), async (draft) => {
    const engine = { ...draft.engine, stored: async () => stored.map((resource) => unprotected(resource, name)) };
    return planOf(workspace.stack, await model({ ...draft, engine }, "plan"));
  });
  return {
    plan,
    next: namesIn(readStackFile(workspace)).includes(name) ? (isProtected ? "unprotect" : "remove") : "finish",
  };
}

/**
 * Deletes an instance with its data, as one job. Killed in between, the next call goes on from there.
 * @returns the step that was done last.
 */
export async function remove(
  workspace: Workspace,
  name: string,
  { agreed, apply, wait = 0 }: Carrying,
  running: Running,
): Promise<RemovalStep> {
  return await recorded(workspace, { job: `delete ${name}`, plan: agreed, wait }, running, async (planned) => {
    mustNotBeUnderWay(workspace, name);
    const { plan, next } = await proposeRemoval(workspace, name);
    planned(plan);
    if (agreed !== undefined && agreed.hash !== plan.hash)
      throw new FleetError(
        "refused",
        "Somebody changed the list or the stack meanwhile. Nothing was deleted; run this again.",
      );
    if (plan.refusals.length > 0)
      throw new FleetError("refused", `${plan.refusals.join("\n\n")}\nNothing was deleted.`);
    if (!apply) return writeStep(workspace, name, next);
    if (next === "unprotect") {
      begin(running, "the protection goes", name);
      writeStep(workspace, name, "unprotect");
      await workspace.engine.apply({}, running);
      stopIfCancelled(running);
    }
    begin(running, "the instance and its data go", name);
    if (next !== "finish") writeStep(workspace, name, "remove");
    await workspace.engine.apply({}, running);
    forgetInstance(workspace, name);
    end(running, "deleted", name);
    return "finish";
  });
}

function writeStep(workspace: Workspace, name: string, step: RemovalStep): RemovalStep {
  const file = readStackFile(workspace);
  if (step === "unprotect") entryOf(file, name).set("protect", false);
  if (step === "remove") takeOut(file, name);
  writeStackFile(workspace, file);
  return step;
}

function takeOut(file: StackFile, name: string): void {
  const list = instanceList(file);
  list.delete(list.items.indexOf(entryOf(file, name)));
}

type Remembered = Readonly<Record<string, { readonly protect?: boolean } | undefined>>;

/** What the ledger in the state knows of each instance. */
function remembered(stored: readonly StoredResource[]): Remembered {
  const instances = stored.find(isLedger)?.outputs.instances;
  return typeof instances === "object" && instances !== null ? { ...(instances as Remembered) } : {}; // components/dynamic/ledger.ts writes it
}

const isLedger = ({ type }: StoredResource) => type.endsWith(":Ledger");

/** A resource as the first step leaves it. */
function unprotected(resource: StoredResource, name: string): StoredResource {
  if (resource.parent === name) return { ...resource, protect: false, retainOnDelete: false };
  if (!isLedger(resource)) return resource;
  const before = remembered([resource]);
  const instances = { ...before, [name]: { ...before[name], protect: false } };
  return {
    ...resource,
    inputs: { ...resource.inputs, instances },
    outputs: { ...resource.outputs, instances },
  };
}
