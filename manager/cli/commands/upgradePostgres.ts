import type { Command } from "commander";
import { FleetError } from "../../operations/errors";
import { preparePostgres } from "../../operations/upgradePostgres/prepare";
import type { PostgresRecord, PostgresReport } from "../../operations/upgradePostgres/types";
import {
  PostgresUpgradeFailed,
  recordOf,
  resumePostgres,
  upgradePostgres as run,
  writtenSince,
} from "../../operations/upgradePostgres/upgradePostgres";
import { agreed } from "../confirm";
import { type Context, contextOf } from "../context";
import { postgresPlanText, postgresReportText, writtenLines } from "../show/postgresText";

interface Flags {
  readonly to: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly rollback?: boolean;
  readonly wait?: string;
}

export function upgradePostgres(program: Command): void {
  program
    .command("upgrade-postgres <name>")
    .description(
      "Bring an instance with its data from Postgres 15 to 17: checks, snapshot, dump, comparison, gate; what fails goes back by itself.",
    )
    .option("--to <major>", "major version to go to", "17")
    .option("--dry-run", "check, rehearse with the live data in a throwaway server, and change nothing")
    .option("-y, --yes", "do not ask")
    .option("--rollback", "go back to the old Postgres, from a run that did not end or from one that did")
    .option("--wait <seconds>", "wait for another job on this stack to end")
    .addHelpText("after", "\nOne that was killed goes on by the same command, or back with --rollback.")
    .action(async (name: string, flags: Flags, command: Command) => {
      const context = contextOf(command);
      const left = recordOf(context.workspace(), name);
      await reported(context, left === undefined || (left.finished && !flags.rollback) ? begin(context, name, flags) : takeUp(context, left, flags)); // prettier-ignore
    });
}

async function begin(context: Context, name: string, flags: Flags): Promise<PostgresReport | undefined> {
  const { to, dryRun = false, rollback, yes } = flags;
  const wait = Number(flags.wait ?? 0);
  const workspace = context.workspace();
  if (rollback)
    throw new FleetError(
      "usage",
      `Postgres of ${name} was not upgraded by this command: there is nothing to roll back.`,
    );
  const prepared = await context.running((running) =>
    preparePostgres(workspace, { name, to }, { rehearse: dryRun, wait }, running),
  );
  if (!context.json || dryRun) context.print("postgresPlan", prepared.plan, () => postgresPlanText(prepared.plan));
  if (dryRun) return undefined;
  await agreed(`Upgrade? ${name} does not answer meanwhile.`, { yes });
  return await context.running((running) => run(workspace, prepared, { wait }, running));
}

async function takeUp(context: Context, left: PostgresRecord, flags: Flags): Promise<PostgresReport | undefined> {
  const { name, job, since, finished } = left;
  const back = flags.rollback === true || left.goesBack;
  if (flags.dryRun)
    throw new FleetError("refused", `"${job}" of ${since} ${finished ? "can be rolled back" : "did not come to its end"}; there is nothing to try. Leave --dry-run out.`); // prettier-ignore
  const workspace = context.workspace();
  if (finished) {
    const written = await context.running((running) => writtenSince(workspace, name, running));
    const text = [`${name} goes back to Postgres ${left.from}, with the data of before "${job}" of ${since}. What it holds now is kept as a snapshot.`, ...writtenLines(written)]; // prettier-ignore
    if (!context.json) process.stdout.write(`${text.join("\n")}\n`);
  }
  await agreed(finished ? "Roll back?" : `${back ? "Undo" : "Go on with"} "${job}" of ${since}?`, flags);
  const way = back ? "back" : "on";
  return await context.running((running) => resumePostgres(workspace, name, way, running, Number(flags.wait ?? 0)));
}

/** A failure is told with what became of the instance. */
async function reported(context: Context, work: Promise<PostgresReport | undefined>): Promise<void> {
  const print = (report: PostgresReport) => context.print("postgres", report, () => postgresReportText(report));
  try {
    const report = await work;
    if (report !== undefined) print(report);
  } catch (error) {
    if (!(error instanceof PostgresUpgradeFailed)) throw error;
    print(error.report);
    throw new FleetError("failed", error.message, { cause: error });
  }
}
