import { type Command, Option } from "commander";
import { changesAnything, plan as planOf } from "../../operations/plan/plan";
import type { Plan } from "../../operations/plan/types";
import { contextOf } from "../context";
import { exitCodes } from "../exitCodes";
import { planMarkdown } from "../show/planMarkdown";
import { planText } from "../show/planText";

type Format = "text" | "json" | "markdown";

const help = `
It compares the list with the state of the last apply, and asks no host: what was changed or
removed there by hand is not in it. "fleet drift" finds that.

A secret is a fingerprint such as #1a2b3c4d, the same in every plan of the stack; (generated) is
a value that only the apply will know. Down time is what the table in docs/performance.md measured.

Exit code 0: nothing to do, 2: changes, 3: data would be lost or the list is refused.`;

export function plan(program: Command): void {
  program
    .command("plan")
    .description("Say what applying the list would do: per service and variable, with the reason and the down time.")
    .addOption(
      new Option("--format <form>", "form of the answer").choices(["text", "json", "markdown"]).default("text"),
    )
    .addHelpText("after", help)
    .action(async ({ format }: { format: Format }, command: Command) => {
      const context = contextOf(command);
      const result = await planOf(context.workspace());
      if (format === "json" || context.json)
        process.stdout.write(
          `${JSON.stringify({ version: 1, kind: "plan", stack: result.stack, data: result }, null, 2)}\n`,
        );
      else
        process.stdout.write(
          `${format === "markdown" ? planMarkdown(result) : planText(result, process.stdout.columns)}\n`,
        );
      process.exitCode = exitCodeOf(result);
    });
}

export function exitCodeOf(result: Plan): number {
  if (result.totals.dataAtRisk > 0 || result.refusals.length > 0) return exitCodes.dataAtRisk;
  return changesAnything(result) ? exitCodes.differences : exitCodes.done;
}
