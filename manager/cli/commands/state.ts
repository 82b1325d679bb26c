import type { Command } from "commander";
import { type KeptCopy, checkState, damageIn, restoreState } from "../../operations/stateCheck";
import { FleetError } from "../../operations/errors";
import { agreed } from "../confirm";
import { contextOf } from "../context";
import { table } from "../table";

export function state(program: Command): void {
  const command = program.command("state").description("Look after what the engine remembers of a stack.");
  command
    .command("check")
    .description("Say whether the state can be read, and which good copies there are.")
    .action(async (_: object, own: Command) => {
      const context = contextOf(own);
      const report = await checkState(context.workspace());
      const damage = damageIn(report);
      context.print("state", { ...report, damage: damage ?? null }, () =>
        [damage ?? `The state is sound: ${holding(report.state ?? empty)}.`, "", copiesText(report.copies)].join("\n"),
      );
      if (damage !== undefined) throw new FleetError("failed", damageAdvice(report.copies));
    });
  command
    .command("restore")
    .description("Put a good copy in the place of a damaged state.")
    .option("--copy <number>", "which of the copies, as fleet state check numbers them", "1")
    .option("-y, --yes", "do not ask")
    .action(async ({ copy, yes }: { copy: string; yes?: boolean }, own: Command) => {
      const context = contextOf(own);
      const report = await checkState(context.workspace());
      const damage = damageIn(report);
      if (damage === undefined)
        throw new FleetError("refused", "The state can be read, so it stays as it is. Nothing was changed.");
      const chosen = report.copies[Number(copy) - 1];
      if (chosen === undefined)
        throw new FleetError("usage", `There is no copy ${copy}. ${damageAdvice(report.copies)}`);
      process.stderr.write(`${damage}\n\n${offer(chosen)}\n\n`);
      await agreed(`Put the copy of ${chosen.madeAt} in the place of the state?`, { yes });
      await context.running((running) => restoreState(context.workspace(), chosen, running));
    });
}

const empty = { resources: 0, instances: [] };

const holding = ({ resources, instances }: Pick<KeptCopy, "resources" | "instances">) =>
  `${resources} resources${instances.length === 0 ? "" : ` of ${instances.join(", ")}`}`;

function copiesText(copies: readonly KeptCopy[]): string {
  if (copies.length === 0) return "No copy is kept yet: the next apply makes one.";
  const rows = copies.map((copy, i) => [String(i + 1), copy.madeAt, holding(copy), String(copy.since.length)]);
  return table(["COPY", "MADE AT", "HOLDS", "JOBS SINCE"], rows);
}

const damageAdvice = (copies: readonly KeptCopy[]) =>
  copies.length === 0
    ? "No good copy is kept here. Look for one in your backups; the containers and volumes are untouched."
    : '"fleet state restore" puts copy 1 back, after it has asked.';

function offer(copy: KeptCopy): string {
  const after =
    copy.since.length === 0
      ? "No job has ended since."
      : `These jobs have ended since, and the copy knows nothing of them:\n${copy.since.map((job) => `  ${job}`).join("\n")}`;
  return `A good copy was made at ${copy.madeAt}. It holds ${holding(copy)}.\n${after}`;
}
