import type { Command } from "commander";
import { previewRestore, restore as restoreOne, undoRestore } from "../../operations/backup/restore";
import { restoreAs } from "../../operations/backup/clone";
import { FleetError } from "../../operations/errors";
import { agreed } from "../confirm";
import { waitOf } from "../chosen";
import { contextOf } from "../context";
import { broughtUpText, restorePreviewText, restoredText } from "../show/restoreText";

interface Flags {
  readonly to?: string;
  readonly only?: string;
  readonly as?: string;
  readonly host?: string;
  readonly undo?: boolean;
  readonly dryRun?: boolean;
  readonly wait?: string;
  readonly yes?: boolean;
}

const help = `
--to: latest (all there is, the log included), the id of a backup ("fleet backups list"), or a
moment such as 2026-01-31T09:30:00Z where backup.pointInTime is on.

The copy is fetched, recovered and compared while the instance serves. Then it stops for as long
as its data takes to be copied twice on its own disk; what was there stays as a snapshot.`;

export function restore(program: Command): void {
  program
    .command("restore <name>")
    .description("Put the data of a backup, or of a moment, in the place of an instance's.")
    .option("--to <what>", "latest, a backup, or a moment", "latest")
    .option("--only <part>", "database or storage")
    .option("--as <new name>", "bring it up as a new instance, with keys and addresses of its own")
    .option("--host <name>", "with --as: host of the new instance")
    .option("--undo", "bring back the data of before a restore that did not come to its end")
    .option("--dry-run", "look and show, change nothing")
    .option("--wait <seconds>", "wait for another job on this stack to end")
    .option("-y, --yes", "do not ask")
    .addHelpText("after", help)
    .action(async (name: string, flags: Flags, command: Command) => {
      const context = contextOf(command);
      const workspace = context.workspace();
      if (flags.undo === true) {
        const undone = await context.running((running) => undoRestore(workspace, name, running));
        const text = undone ? `${name} has its data of before again.` : "There is nothing to undo.";
        return context.print("undone", { instance: name, undone }, () => text);
      }
      if (flags.as !== undefined) {
        if (flags.only !== undefined) throw new FleetError("usage", "--only does not go with --as.");
        const wanted = { from: name, name: flags.as, host: flags.host, to: flags.to ?? "latest" };
        await agreed(`Bring a backup of ${name} up as ${flags.as}?`, flags);
        const brought = await context.running((running) => restoreAs(workspace, wanted, running));
        return context.print("broughtUp", brought, () => broughtUpText(brought));
      }
      const request = { name, to: flags.to ?? "latest", only: partOf(flags.only) };
      const preview = await previewRestore(workspace, request);
      if (!context.json || flags.dryRun) context.print("restorePreview", preview, () => restorePreviewText(preview));
      if (flags.dryRun) return;
      await agreed(`Put this in the place of the data of ${name}?`, flags);
      const restored = await context.running((running) =>
        restoreOne(workspace, { ...request, agreed: preview, wait: waitOf(flags) }, running),
      );
      context.print("restored", restored, () => restoredText(restored));
    });
}

function partOf(only: string | undefined): "database" | "storage" | undefined {
  if (only === undefined || only === "database" || only === "storage") return only;
  throw new FleetError("usage", `--only should be database or storage, not "${only}".`);
}
