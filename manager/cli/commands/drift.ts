import type { Command } from "commander";
import { drift as driftOf } from "../../operations/drift/drift";
import type { Drift } from "../../operations/drift/types";
import { contextOf } from "../context";
import { exitCodes } from "../exitCodes";
import { driftText } from "../show/driftText";

interface Flags {
  readonly repair?: boolean;
  readonly accept?: boolean;
  readonly yes?: boolean;
  readonly wait?: string;
}

export function drift(program: Command): void {
  program
    .command("drift")
    .description("Find what on the hosts is not as the last apply made it, and put it back or accept it.")
    .argument("[name]", "instance; all of them when unset")
    .addHelpText(
      "after",
      "\nExit code 0: no drift, 2: drift, 8: a host did not answer (its instances were not looked at).",
    )
    .action(async (name: string | undefined, _flags: Flags, command: Command) => {
      const context = contextOf(command);
      const found = await driftOf(context.workspace(), name);
      context.print("drift", found, () => driftText(found));
      process.exitCode = exitCodeOf(found);
    });
}

/** A host that did not answer weighs more than drift elsewhere: nobody knows what is on it. */
export function exitCodeOf({ unreachable, totals }: Drift): number {
  if (unreachable.length > 0) return exitCodes.unreachable;
  return totals.drifted > 0 ? exitCodes.differences : exitCodes.done;
}
