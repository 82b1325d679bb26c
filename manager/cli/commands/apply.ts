import type { Command } from "commander";
import { apply as applyList } from "../../operations/apply";
import { FleetError } from "../../operations/errors";
import { changesAnything, plan as planOf } from "../../operations/plan/plan";
import { agreed } from "../confirm";
import { type Context, contextOf } from "../context";
import { planText } from "../show/planText";

export interface ApplyFlags {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly wait?: string;
  readonly skipDoctor?: boolean;
}

/** The flags of every command that ends with an apply. */
export const applyFlags = (command: Command): Command =>
  command
    .option("-y, --yes", "do not ask")
    .option("--dry-run", "show the plan and change nothing")
    .option("--skip-doctor", "do not examine hosts that get their first instance")
    .option("--wait <seconds>", "wait for another job on this stack to end");

export function apply(program: Command): void {
  applyFlags(program.command("apply").description("Show the plan, ask, and make the list true.")).action(
    async (flags: ApplyFlags, command: Command) => {
      await planAndApply(contextOf(command), "apply", flags);
    },
  );
}

/** Shows the plan of the list as it is now, asks, applies. @throws FleetError when the list is refused. */
export async function planAndApply(
  context: Context,
  job: string,
  { yes, dryRun, wait, skipDoctor }: ApplyFlags,
): Promise<void> {
  const workspace = context.workspace();
  const plan = await planOf(workspace);
  context.print("plan", plan, () => planText(plan));
  if (dryRun || !changesAnything(plan)) return;
  if (plan.refusals.length > 0) throw new FleetError("refused", "Nothing was changed.");
  const risk = plan.totals.dataAtRisk > 0 ? " Data will be lost for good." : "";
  await agreed(`Apply this plan?${risk}`, { yes });
  await context.running((running) => applyList(workspace, { job, plan, wait: Number(wait ?? 0), skipDoctor }, running));
}
