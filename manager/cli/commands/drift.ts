import type { Command } from "commander";
import { accept, acceptable } from "../../operations/drift/accept";
import { drift as driftOf } from "../../operations/drift/drift";
import { repair } from "../../operations/drift/repair";
import type { Drift, ResourceDrift } from "../../operations/drift/types";
import { FleetError } from "../../operations/errors";
import { agreed } from "../confirm";
import { type Context, contextOf } from "../context";
import { exitCodes } from "../exitCodes";
import { acceptText } from "../show/acceptText";
import { driftText } from "../show/driftText";
import { seconds } from "../show/planWords";

interface Flags {
  readonly repair?: boolean;
  readonly accept?: boolean;
  readonly yes?: boolean;
  readonly wait?: string;
}

const help = `
Exit code 0: no drift, 2: drift, 8: a host did not answer. With --repair or --accept it
is about what is left after it.
For a timer: examples/systemd/fleet-drift.timer.`;

export function drift(program: Command): void {
  program
    .command("drift")
    .description("Find what on the hosts is not as the last apply made it, and put it back or accept it.")
    .argument("[name]", "instance; all of them when unset")
    .option("--repair", "put back what drifted, and nothing else")
    .option("--accept", "write what drifted into the stack file, where it has a place for it")
    .option("-y, --yes", "do not ask")
    .option("--wait <seconds>", "wait for another job on this stack to end")
    .addHelpText("after", help)
    .action(async (name: string | undefined, flags: Flags, command: Command) => {
      if (flags.repair && flags.accept)
        throw new FleetError("usage", "--repair puts back what --accept would keep: give one of them.");
      const context = contextOf(command);
      const found = await driftOf(context.workspace(), name);
      if (flags.repair) return await repairAndPrint(context, found, name, flags);
      if (flags.accept) return await acceptAndPrint(context, found, flags);
      context.print("drift", found, () => driftText(found));
      process.exitCode = exitCodeOf(found);
    });
}

/** Shows what drifted, asks, puts it back. With --json the answer is what is left after it. */
async function repairAndPrint(
  context: Context,
  found: Drift,
  only: string | undefined,
  { yes, wait }: Flags,
): Promise<void> {
  const all = [...found.instances.flatMap(({ resources }) => resources), ...found.shared];
  const repaired = all.filter((one) => one.repair !== "none");
  if (!context.json || repaired.length === 0) context.print("drift", found, () => driftText(found));
  process.exitCode = exitCodeOf(found);
  if (repaired.length === 0) return;
  await agreed(question(repaired), { yes });
  const options = { only, agreed: found, wait: Number(wait ?? 0) };
  const after = await context.running((running) => repair(context.workspace(), options, running));
  context.print("drift", after, () => `\n${driftText(after)}`);
  process.exitCode = exitCodeOf(after);
}

/** Shows what the stack file can say of it, asks, writes. With --json the answer is what was written and what not. */
async function acceptAndPrint(context: Context, found: Drift, { yes, wait }: Flags): Promise<void> {
  const workspace = context.workspace();
  const acceptance = await acceptable(workspace, found);
  context.print("driftAcceptance", acceptance, () => acceptText(acceptance));
  process.exitCode = found.unreachable.length > 0 ? exitCodes.unreachable : acceptance.without.length > 0 ? exitCodes.differences : exitCodes.done; // prettier-ignore
  if (acceptance.settings.length === 0) return;
  await agreed("Write this into the stack file?", { yes });
  await context.running((running) => accept(workspace, acceptance, { wait: Number(wait ?? 0) }, running));
  if (!context.json)
    process.stdout.write('\nWritten. "fleet plan" shows what applying it does; "fleet apply" does it.\n');
}

/** Says what will not answer and for how long, and the database by name: its whole instance waits for it. */
function question(repaired: readonly ResourceDrift[]): string {
  const stopping = repaired.filter(({ downtime }) => downtime > 0);
  const removed = repaired.filter(({ repair: by }) => by === "remove").map(({ name }) => name);
  const parts = [
    ...stopping.map(({ name, downtime }) => `${name} does not answer for about ${seconds(downtime)}`),
    ...(removed.length === 0 ? [] : [`${removed.join(", ")} will be gone`]),
  ];
  const database = stopping.some(({ service }) => service === "db")
    ? " Postgres is stopped in order; its instance serves nothing meanwhile."
    : "";
  return `Repair ${repaired.length}? ${parts.length === 0 ? "Nothing stops answering" : parts.join("; ")}.${database}`;
}

/** A host that did not answer weighs more than drift elsewhere: nobody knows what is on it. */
export function exitCodeOf({ unreachable, totals }: Drift): number {
  if (unreachable.length > 0) return exitCodes.unreachable;
  return totals.drifted > 0 ? exitCodes.differences : exitCodes.done;
}
