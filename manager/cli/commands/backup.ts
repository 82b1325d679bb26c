import type { Command } from "commander";
import type { Backup } from "../../operations/backup/backups";
import { exportKeys } from "../../operations/backup/keyFile";
import { backUp } from "../../operations/backup/now";
import { contextOf } from "../context";
import { chosenNames, waitOf } from "../chosen";
import { backedUpText } from "../show/backupText";
import { keysWrittenText } from "../show/partingText";

interface Flags {
  readonly all?: boolean;
  readonly wait?: string;
}

export function backup(program: Command): void {
  const command = program
    .command("backup")
    .argument("[name]", "instance")
    .option("--all", "every instance that makes backups")
    .option("--wait <seconds>", "wait for another job on this stack to end")
    .description("Make a backup now, while the instance serves.")
    .action(async (name: string | undefined, flags: Flags, own: Command) => {
      const context = contextOf(own);
      const workspace = context.workspace();
      const made: Backup[] = [];
      for (const each of await chosenNames(workspace, name, flags.all)) {
        const one = await context.running((running) => backUp(workspace, { name: each, wait: waitOf(flags) }, running));
        made.push(one);
        if (!context.json) process.stdout.write(`${backedUpText(one)}\n`);
      }
      if (context.json && flags.all === true) context.print("backups", { backups: made }, () => "");
      else if (context.json && made[0] !== undefined) context.print("backup", made[0], () => "");
    });
  command
    .command("key")
    .description("The key to the backups.")
    .command("export <file>")
    .description(
      "Write the way to every store and the keys to all backups into a file: keep it where the hosts are not.",
    )
    .action(async (file: string, _: object, own: Command) => {
      const context = contextOf(own);
      const written = await context.running((running) => exportKeys(context.workspace(), { path: file }, running));
      context.print("keyFile", written, () => keysWrittenText(written));
    });
}
