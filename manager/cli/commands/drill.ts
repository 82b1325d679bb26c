import type { Command } from "commander";
import { type Drill, drill as drillOne } from "../../operations/backup/drill";
import { chosenNames, waitOf } from "../chosen";
import { contextOf } from "../context";
import { exitCodes } from "../exitCodes";
import { drillText } from "../show/backupText";

interface Flags {
  readonly all?: boolean;
  readonly to?: string;
  readonly wait?: string;
}

export function drill(program: Command): void {
  program
    .command("drill")
    .argument("[name]", "instance")
    .option("--all", "every instance that makes backups, one after the other")
    .option("--to <backup>", "id of the backup to try; the newest when unset")
    .option("--wait <seconds>", "wait for another job on this stack to end")
    .description("Prove that a backup restores: in a throwaway copy, compared with what the backup says of itself.")
    .addHelpText(
      "after",
      "\nExit code 0: proven, 1: it does not restore or differs. `fleet status` shows the last one.",
    )
    .action(async (name: string | undefined, flags: Flags, command: Command) => {
      const context = contextOf(command);
      const workspace = context.workspace();
      const drills: Drill[] = [];
      for (const each of await chosenNames(workspace, name, flags.all)) {
        const options = { name: each, wait: waitOf(flags), ...(flags.to === undefined ? {} : { to: flags.to }) };
        const result = await context.running((running) => drillOne(workspace, options, running));
        drills.push(result);
        if (!context.json) process.stdout.write(`${drillText(result)}\n`);
      }
      if (context.json && flags.all === true) context.print("drills", { drills }, () => "");
      else if (context.json && drills[0] !== undefined) context.print("drill", drills[0], () => "");
      if (drills.some(({ proven }) => !proven)) process.exitCode = exitCodes.failed;
    });
}
