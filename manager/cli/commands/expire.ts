import type { Command } from "commander";
import { expire as expireAll, passingInstances } from "../../operations/backup/expire";
import { agreed } from "../confirm";
import { waitOf } from "../chosen";
import { contextOf } from "../context";
import { table } from "../table";

export function expire(program: Command): void {
  program
    .command("expire")
    .description("Delete the instances whose time is over (`expires` in the list), with their data. For a timer.")
    .option("--dry-run", "list those that have an end, delete nothing")
    .option("--wait <seconds>", "wait for another job on this stack to end")
    .option("-y, --yes", "do not ask")
    .action(async (flags: { dryRun?: boolean; wait?: string; yes?: boolean }, command: Command) => {
      const context = contextOf(command);
      const workspace = context.workspace();
      const passing = await passingInstances(workspace);
      const over = passing.filter((each) => each.over).map(({ instance }) => instance);
      const ends = flags.dryRun === true || over.length === 0;
      if (!context.json || ends)
        context.print(
          "passing",
          { instances: passing },
          () =>
        passing.length === 0
          ? "No instance has an end."
          : table(["INSTANCE", "EXPIRES", ""], passing.map((each) => [each.instance, each.expires, each.over ? "over" : ""])), // prettier-ignore
        );
      if (ends) return;
      await agreed(`Delete ${over.join(", ")} with all data?`, flags);
      const names = await context.running((running) => expireAll(workspace, running, waitOf(flags)));
      context.print("expired", { instances: names }, () => `Deleted: ${names.join(", ")}.`);
    });
}
