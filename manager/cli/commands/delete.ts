import type { Command } from "commander";
import { type RemovalStep, proposeRemoval, remove } from "../../operations/edit/remove";
import { FleetError } from "../../operations/errors";
import { typed } from "../confirm";
import { contextOf } from "../context";
import { type EditFlags, editFlags } from "../editing";
import { type PartingFlags, part, partingFlags } from "../parting";
import { planText } from "../show/planText";

export function deleteCommand(program: Command): void {
  const command = program
    .command("delete <name>")
    .description("Delete an instance with all its data: take off its protection, then take it out of the list.");
  partingFlags(editFlags(command)).action(async (name: string, flags: EditFlags & PartingFlags, own: Command) => {
    const context = contextOf(own);
    const workspace = context.workspace();
    const { plan, next } = await proposeRemoval(workspace, name);
    context.print("plan", plan, () => planText(plan));
    if (flags.dryRun) return;
    if (plan.refusals.length > 0) throw new FleetError("refused", "Nothing was deleted.");
    // Its entry is what a backup is made by, and what its key is found by.
    if (flags.apply ? next !== "finish" : next === "remove") await part(context, name, flags);
    await typed(
      name,
      flags.apply ? `Delete ${name} and its data for good?` : `Write the next step to delete ${name}?`,
      flags,
    );
    const carrying = { agreed: flags.yes ? undefined : plan, apply: flags.apply, wait: Number(flags.wait ?? 0) };
    const done = await context.running((running) => remove(workspace, name, carrying, running));
    if (!flags.apply) process.stderr.write(`${written(done, name, next)}\n`);
  });
}

function written(done: RemovalStep, name: string, next: RemovalStep): string {
  if (done === "unprotect")
    return `"protect: false" is written for ${name}, step 1 of 2. Apply it, then run this again for step 2.`;
  if (next === "finish") return `${name} is out of the list already; "fleet apply" deletes what is left of it.`;
  return `${name} is out of the list, step 2 of 2. The next apply deletes its data for good.`;
}
