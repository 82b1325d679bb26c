import type { Command } from "commander";
import type { Snapshot } from "../../operations/snapshot/list";
import { dropSnapshot, snapshotsOf } from "../../operations/snapshots";
import { agreed } from "../confirm";
import { contextOf } from "../context";
import { size as inWords } from "../show/size";
import { table } from "../table";

export function snapshots(program: Command): void {
  const command = program
    .command("snapshots [name]")
    .description("List the copies of data that upgrades took before they began; they lie on the instance's own host.")
    .action(async (name: string | undefined, _: object, self: Command) => {
      const context = contextOf(self);
      const found = await snapshotsOf(context.workspace(), name);
      context.print("snapshots", found, () => textOf(found));
    });
  command
    .command("remove <name> <time>")
    .description("Remove one for good.")
    .option("-y, --yes", "do not ask")
    .action(async (name: string, time: string, { yes }: { yes?: boolean }, self: Command) => {
      const context = contextOf(self);
      await agreed(`Remove snapshot ${time} of ${name} for good?`, { yes });
      await context.running((running) => dropSnapshot(context.workspace(), name, time, running));
      context.print("snapshotRemoved", { instance: name, time }, () => `Snapshot ${time} of ${name} is removed.`);
    });
}

function textOf(found: readonly Snapshot[]): string {
  if (found.length === 0) return "There are no snapshots.";
  const rows = found.map(({ instance, time, host, size, postgres, reason, kept }) => [instance, time, host, inWords(size), postgres, kept ? `${reason}; kept until removed` : reason]); // prettier-ignore
  return table(["INSTANCE", "TIME", "HOST", "SIZE", "POSTGRES", "TAKEN OF OR BEFORE"], rows);
}
