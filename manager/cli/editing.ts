import type { Command } from "commander";
import { type Edit, type Proposal, carryOut, propose } from "../operations/edit/edit";
import { FleetError } from "../operations/errors";
import { changesAnything } from "../operations/plan/plan";
import { type ApplyFlags, applyFlags } from "./commands/apply";
import { agreed } from "./confirm";
import type { Context } from "./context";
import { planText } from "./show/planText";

export interface EditFlags extends ApplyFlags {
  readonly apply: boolean;
}

/** The flags of every command that edits the list. */
export const editFlags = (command: Command): Command =>
  applyFlags(command).option("--no-apply", "write the file, show the plan and apply nothing: for pipelines");

/** Shows what an edit comes to, asks, writes, applies. @returns undefined when nothing was written. */
export async function edit(context: Context, change: Edit, flags: EditFlags): Promise<Proposal | undefined> {
  const workspace = context.workspace();
  const proposal = await propose(workspace, change);
  const { plan } = proposal;
  context.print("plan", plan, () => (changesAnything(plan) || !proposal.edited ? planText(plan) : quiet));
  if (flags.dryRun || (!proposal.edited && !changesAnything(plan))) return undefined;
  if (plan.refusals.length > 0) throw new FleetError("refused", "Nothing was written.");
  const risk = plan.totals.dataAtRisk > 0 ? " Data will be lost for good." : "";
  await agreed(flags.apply ? `Write the list and apply this plan?${risk}` : "Write the list?", flags);
  const carrying = {
    agreed: flags.yes ? undefined : plan,
    apply: flags.apply,
    wait: Number(flags.wait ?? 0),
    skipDoctor: flags.skipDoctor,
  };
  const done = await context.running((running) => carryOut(workspace, change, carrying, running));
  if (!flags.apply) process.stderr.write(`${workspace.stackFile} is written; "fleet apply" makes it true.\n`);
  return done;
}

const quiet = "The file changes, and nothing that runs does.";
