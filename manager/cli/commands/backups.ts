import type { Command } from "commander";
import { type Checked, checkBackups } from "../../operations/backup/check";
import { download } from "../../operations/backup/download";
import { backupsOf, pruneBackups, verifyBackups } from "../../operations/backup/store";
import { chosenNames, waitOf } from "../chosen";
import { contextOf } from "../context";
import { exitCodes } from "../exitCodes";
import { backupsText, checkedText, downloadedText, verifiedText } from "../show/backupText";

interface Flags {
  readonly all?: boolean;
  readonly wait?: string;
  readonly readData?: boolean;
  readonly hook?: string;
}

const named = (command: Command) =>
  command.argument("[name]", "instance").option("--all", "every instance that makes backups");

export function backups(program: Command): void {
  const command = program
    .command("backups")
    .description("What lies in the stores: list, verify, download, prune, check.");
  named(command.command("list"))
    .description("List the whole backups, and which moments they restore.")
    .action(async (name: string | undefined, flags: Flags, own: Command) => {
      const context = contextOf(own);
      const workspace = context.workspace();
      const found = await backupsOf(workspace, await chosenNames(workspace, name, flags.all));
      context.print("backups", { backups: found }, () => backupsText(found));
    });
  named(command.command("verify"))
    .option("--read-data", "read every byte in the store, not only its index")
    .description("Check that a store holds all that its backups are made of. A drill proves more.")
    .action(async (name: string | undefined, flags: Flags, own: Command) => {
      const context = contextOf(own);
      const workspace = context.workspace();
      const names = await chosenNames(workspace, name, flags.all);
      const verified = await context.running((running) => verifyBackups(workspace, { names, readData: flags.readData === true }, running)); // prettier-ignore
      context.print("backupsVerified", { stores: verified }, () => verifiedText(verified));
      if (verified.some(({ problem }) => problem !== undefined)) process.exitCode = exitCodes.failed;
    });
  command
    .command("download <name> [backup]")
    .option("--to <file>", "where to; <name>-<backup>.dump in this folder when unset")
    .description("Write the dump of the database in a backup, the newest when none is named, into a file.")
    .addHelpText(
      "after",
      "\nThe file is not encrypted. pg_restore reads it, with the Postgres it came from or a later one.",
    )
    .action(async (name: string, backup: string | undefined, { to }: { to?: string }, own: Command) => {
      const context = contextOf(own);
      const written = await context.running((running) => download(context.workspace(), { name, id: backup, to }, running)); // prettier-ignore
      context.print("backupDownloaded", written, () => downloadedText(written));
    });
  named(command.command("prune"))
    .option("--wait <seconds>", "wait for another job on this stack to end")
    .description(
      "Take away what the retention does not keep, and give back its space. It happens by itself once a week.",
    )
    .action(async (name: string | undefined, flags: Flags, own: Command) => {
      const context = contextOf(own);
      const workspace = context.workspace();
      const names = await chosenNames(workspace, name, flags.all);
      await context.running((running) => pruneBackups(workspace, { names, wait: waitOf(flags) }, running));
      context.print("backupsPruned", { instances: names }, () => `Pruned: ${names.join(", ")}.`);
    });
  named(command.command("check"))
    .option("--hook <command>", "shell command that gets the alarms as JSON on its standard input, when there are any")
    .description("For a timer: whether the last backup, the log and the last proven restore are young enough.")
    .addHelpText("after", "\nExit code 0: all is well, 1: there are alarms. It asks the hosts alone, not the stores.")
    .action(async (name: string | undefined, flags: Flags, own: Command) => {
      const context = contextOf(own);
      const workspace = context.workspace();
      const checked = await checkBackups(workspace, await chosenNames(workspace, name, flags.all), flags.hook);
      context.print("backupsChecked", { instances: checked }, () => checkedText(checked));
      if (checked.some(({ alarms }: Checked) => alarms.length > 0)) process.exitCode = exitCodes.failed;
    });
}
