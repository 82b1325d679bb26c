import { type Command, InvalidArgumentError } from "commander";
import { FleetError } from "../../operations/errors";
import { prepareUpgrade } from "../../operations/upgrade/prepare";
import type { UpgradeReport, UpgradeRequest } from "../../operations/upgrade/types";
import { UpgradeFailed, resumeUpgrade, unfinishedUpgrade, upgrade as run } from "../../operations/upgrade/upgrade";
import { agreed } from "../confirm";
import { type Context, contextOf } from "../context";
import { upgradePlanText, upgradeReportText } from "../show/upgradeText";
import { type ApplyFlags, applyFlags } from "./apply";

interface Flags extends ApplyFlags {
  readonly all?: boolean;
  readonly release?: string;
  readonly image: Readonly<Record<string, string>>;
  readonly canary?: string;
  readonly wave: number;
  readonly keepSnapshots: number;
  readonly rollback?: boolean;
}

export function upgrade(program: Command): void {
  applyFlags(
    program
      .command("upgrade [names...]")
      .description("Go to newer images: checks, snapshot, canary, waves; what fails goes back by itself.")
      .option("--all", "every instance of the list")
      .option("--release <release>", "release of Supabase's stack; the newest known when no image is given")
      .option("--image <service=image>", "image of one service, without the registry; may be repeated", image, {})
      .option("--canary <name>", "instance that goes first, alone")
      .option("--wave <n>", "instances that go together after the canary", whole(1), 1)
      .option("--keep-snapshots <n>", "snapshots kept per instance", whole(1), 1)
      .option("--rollback", "undo what an upgrade that did not end has under way"),
  )
    .addHelpText(
      "after",
      '\nAn upgrade that was killed is taken up by "fleet upgrade" without a name, or undone with --rollback.',
    )
    .action(async (names: string[], flags: Flags, command: Command) => {
      const context = contextOf(command);
      const left = unfinishedUpgrade(context.workspace());
      if (left === undefined && flags.rollback)
        throw new FleetError("usage", "No upgrade is unfinished: there is nothing to roll back.");
      await reported(context, left === undefined ? begin(context, names, flags) : takeUp(context, names, flags, left));
    });
}

async function begin(context: Context, names: readonly string[], flags: Flags): Promise<UpgradeReport | undefined> {
  const { release, image: images, canary, wave, keepSnapshots, wait, yes, dryRun } = flags;
  const request: UpgradeRequest = { names, all: flags.all ?? false, release, images, canary, wave };
  const prepared = await context.running((running) => prepareUpgrade(context.workspace(), request, running));
  const { read: _read, fields: _fields, ...shown } = prepared;
  if (!context.json || dryRun || prepared.checks.length === 0)
    context.print("upgradePlan", shown, () => upgradePlanText(shown, canary));
  if (dryRun || prepared.checks.length === 0) return undefined;
  await agreed("Upgrade?", { yes });
  const options = { keepSnapshots, wait: Number(wait ?? 0) };
  return await context.running((running) => run(context.workspace(), request, prepared, options, running));
}

async function takeUp(
  context: Context,
  names: readonly string[],
  { all, rollback, yes, dryRun, wait }: Flags,
  left: { job: string; since: string },
): Promise<UpgradeReport | undefined> {
  if (names.length > 0 || all || dryRun)
    throw new FleetError(
      "refused",
      `"${left.job}" of ${left.since} did not come to its end. "fleet upgrade" goes on with it, "fleet upgrade --rollback" undoes what it has under way.`,
    );
  await agreed(`${rollback ? "Undo" : "Go on with"} "${left.job}" of ${left.since}?`, { yes });
  return await context.running((running) =>
    resumeUpgrade(context.workspace(), rollback ? "back" : "on", running, Number(wait ?? 0)),
  );
}

/** A failure is told with what became of each instance. */
async function reported(context: Context, work: Promise<UpgradeReport | undefined>): Promise<void> {
  const print = (report: UpgradeReport) => context.print("upgrade", report, () => upgradeReportText(report));
  try {
    const report = await work;
    if (report !== undefined) print(report);
  } catch (error) {
    if (!(error instanceof UpgradeFailed)) throw error;
    print(error.report);
    throw new FleetError("failed", "The upgrade failed.", { cause: error });
  }
}

function image(value: string, before: Readonly<Record<string, string>>): Record<string, string> {
  const [service = "", name = ""] = value.split(/=(.*)/s);
  if (service === "" || name === "") throw new InvalidArgumentError("It should be service=image, such as auth=supabase/gotrue:v2.197.0."); // prettier-ignore
  return { ...before, [service]: name };
}

const whole = (least: number) => (value: string) => {
  if (/^\d+$/.test(value) && Number(value) >= least) return Number(value);
  throw new InvalidArgumentError(`It should be a whole number, ${least} or more.`);
};
