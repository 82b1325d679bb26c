import type { Command } from "commander";
import { migrate as run, migrationsOf, refuseUnfit } from "../../operations/migrate/migrate";
import { agreed } from "../confirm";
import { contextOf } from "../context";
import { migratedText, migrationsText, nextText } from "../show/migrateText";

interface Flags {
  readonly list?: boolean;
  readonly dryRun?: boolean;
  readonly upTo?: string;
  readonly includeAll?: boolean;
  readonly seed?: boolean;
  readonly yes?: boolean;
  readonly wait?: string;
}

const help = `
The folder is supabase/migrations in the current directory, or the one named: itself, its
supabase folder or its project. Files are <version>_<name>.sql, applied as postgres in the order
of their versions. What was applied is in supabase_migrations.schema_migrations, where the
official CLI keeps it too: both can be used on one database.

A file that fails leaves nothing of itself; those before it stay, and the next run goes on.`;

export function migrate(program: Command): void {
  program
    .command("migrate <name> [folder]")
    .description(
      "Apply a folder of migrations in the form of supabase/migrations, and record them as the official CLI does.",
    ) // prettier-ignore
    .option("--list", "show what the folder and the database have of each other")
    .option("--dry-run", "show what would be applied, and change nothing")
    .option("--up-to <version>", "the last version to apply")
    .option("--include-all", "also apply what is older than the newest applied one")
    .option("--seed", "also load seed files that were never loaded: seed.sql, or those of config.toml")
    .option("-y, --yes", "do not ask")
    .option("--wait <seconds>", "wait for another job on this stack to end")
    .addHelpText("after", help)
    .action(async (instance: string, folder: string | undefined, flags: Flags, command: Command) => {
      const context = contextOf(command);
      const workspace = context.workspace();
      const { list, dryRun, yes, wait, upTo, includeAll, seed } = flags;
      const request = { instance, folder, upTo, includeAll, seed };
      const plan = await migrationsOf(workspace, request);
      if (list) return context.print("migrations", plan, () => migrationsText(plan));
      refuseUnfit(plan, request);
      const seeds = plan.seeds.filter(({ state }) => state !== "loaded").length;
      const isLast = dryRun === true || plan.next.length + seeds === 0;
      if (!context.json || isLast) context.print("migrations", plan, () => nextText(plan));
      if (isLast) return;
      await agreed(`Apply ${plan.next.length + seeds} to ${instance}?`, { yes });
      const options = { ...request, agreed: plan.next.map(({ version }) => version), wait: Number(wait ?? 0) };
      const report = await context.running((running) => run(workspace, options, running));
      context.print("migrated", report, () => `\n${migratedText(report)}`);
    });
}
