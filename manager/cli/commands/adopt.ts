import type { Command } from "commander";
import { adopt as adoptInstall, considerAdoption } from "../../operations/arriving/adopt";
import { agreed } from "../confirm";
import { contextOf } from "../context";
import { adoptionText } from "../show/adoptionText";

interface Flags {
  readonly name?: string;
  readonly host?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly rotate?: boolean;
  readonly encrypt?: boolean;
  readonly wait?: string;
}

export function adopt(program: Command): void {
  program
    .command("adopt <folder>")
    .description("Take over an install that runs by Compose: its data, secrets and settings.")
    .option("--name <name>", "name of the instance (default: that of the Compose project)")
    .option("--host <name>", "host of the list that it lies on")
    .option("--rotate", "make secrets anew that cannot stay, such as those of upstream's example")
    .option("--encrypt", "write secrets encrypted into the stack file (with the Pulumi CLI), not into files")
    .option("-y, --yes", "do not ask")
    .option("--dry-run", "show what was found and change nothing")
    .option("--wait <seconds>", "wait for another job on this stack to end")
    .addHelpText(
      "after",
      `
The install has to be stopped. Its data is copied and never changed, so the way back is to start it again.
Nothing of the new instance runs before "fleet apply".`,
    )
    .action(async (folder: string, flags: Flags, command: Command) => {
      const context = contextOf(command);
      const workspace = context.workspace();
      const { name, host, rotate = false, encrypt = false, wait } = flags;
      const found = await context.running((running) => considerAdoption(workspace, { folder, name, host }, running));
      context.print("adoption", found, () => adoptionText(found));
      if (flags.dryRun) return;
      const anew = found.rotated.length > 0 && !rotate && process.stdin.isTTY && !flags.yes;
      if (anew) await agreed(`Make ${found.rotated.length} secrets anew? What ends is in the table.`, flags);
      await agreed(`Copy the data and add ${found.name} to the list?`, flags);
      const options = { folder, name: found.name, host, rotate: rotate || anew, encrypt, wait: Number(wait ?? 0) };
      await context.running((running) => adoptInstall(workspace, options, running));
      if (!context.json) process.stdout.write(`${found.name} is in the list, with its data. Next: fleet apply\n`);
    });
}
