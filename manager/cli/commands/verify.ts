import type { Command } from "commander";
import { verify as verifyAll } from "../../operations/verify/verify";
import { contextOf } from "../context";
import { exitCodes } from "../exitCodes";
import { verifyText } from "../show/verifyText";

export function verify(program: Command): void {
  program
    .command("verify")
    .argument("[name]", "instance; all when unset")
    .description("Prove that instances work, from sign-up to query, and that each stands alone.")
    .addHelpText(
      "after",
      "\nIt makes a user and a bucket of its own, and removes them again. Exit code 0: everything passed, 1: something failed.",
    )
    .action(async (name: string | undefined, _: object, command: Command) => {
      const context = contextOf(command);
      const report = await context.running((running) => verifyAll(context.workspace(), name, running));
      context.print("verify", report, () => verifyText(report));
      process.exitCode = report.totals.failed > 0 ? exitCodes.failed : exitCodes.done;
    });
}
