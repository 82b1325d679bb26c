import type { Command } from "commander";
import { FleetError } from "../../operations/errors";
import { cleanAfterMove, move as moveOne, resumeMove, undoMove } from "../../operations/move/move";
import { recordOf } from "../../operations/move/moving";
import { prepareMove } from "../../operations/move/prepare";
import type { MoveRecord } from "../../operations/move/types";
import { waitOf } from "../chosen";
import { agreed } from "../confirm";
import { type Context, contextOf } from "../context";
import { cleanedText, movePlanText, movedText } from "../show/moveText";

interface Flags {
  readonly host?: string;
  readonly dryRun?: boolean;
  readonly undo?: boolean;
  readonly clean?: boolean;
  readonly wait?: string;
  readonly yes?: boolean;
}

const help = `
Its data is copied while it serves. It stops for what was written meanwhile and for its start on
the other host; what fails there goes back by itself. The data of before stays on the old host
until --clean. A call that was killed is taken up by the same command, or taken back by --undo.`;

export function move(program: Command): void {
  program
    .command("move <name>")
    .description("Take an instance with its data, keys and settings to another host.")
    .option("--host <name>", "host to go to")
    .option("--dry-run", "check and show, change nothing")
    .option("--undo", "go back to the old host from a move that did not come to its end")
    .option("--clean", "remove the data that a move has left on the old host")
    .option("--wait <seconds>", "wait for another job on this stack to end")
    .option("-y, --yes", "do not ask")
    .addHelpText("after", help)
    .action(async (name: string, flags: Flags, command: Command) => {
      const context = contextOf(command);
      const left = recordOf(context.workspace(), name);
      if (flags.clean === true) await clean(context, name, flags);
      else if (left !== undefined && left.phase !== "done") await takeUp(context, left, flags);
      else await begin(context, name, flags);
    });
}

async function begin(context: Context, name: string, flags: Flags): Promise<void> {
  const workspace = context.workspace();
  if (flags.undo === true) throw new FleetError("usage", `${name} is not being moved: there is nothing to undo.`);
  if (flags.host === undefined) throw new FleetError("usage", "Where to? Name the host with --host.");
  const request = { name, to: flags.host };
  const prepared = await context.running((running) => prepareMove(workspace, request, waitOf(flags), running));
  if (!context.json || flags.dryRun === true)
    context.print("movePlan", prepared.plan, () => movePlanText(prepared.plan));
  if (flags.dryRun === true) return;
  await agreed(`Move ${name}?`, flags);
  const moved = await context.running((running) => moveOne(workspace, prepared, { wait: waitOf(flags) }, running));
  context.print("moved", moved, () => movedText(moved));
}

async function takeUp(context: Context, { name, to, since, phase }: MoveRecord, flags: Flags): Promise<void> {
  const workspace = context.workspace();
  if (flags.dryRun === true)
    throw new FleetError("refused", `A move to ${to} of ${since} did not come to its end; there is nothing to try.`);
  const copied = phase === "switch" || phase === "settle";
  if (flags.undo === true || !copied) {
    const lost = copied ? ` What was written on host ${to} since stays there, and is missing here.` : "";
    await agreed(`Undo the move of ${name} to ${to} of ${since}?${lost}`, flags);
    await context.running((running) => undoMove(workspace, name, running, waitOf(flags)));
    return context.print("moved", { name, undone: true }, () => `${name} is where it was before.`);
  }
  await agreed(`Go on with the move of ${name} to ${to} of ${since}?`, flags);
  const moved = await context.running((running) => resumeMove(workspace, name, running, waitOf(flags)));
  context.print("moved", moved, () => movedText(moved));
}

async function clean(context: Context, name: string, flags: Flags): Promise<void> {
  const workspace = context.workspace();
  const record = recordOf(workspace, name);
  await agreed(`Remove the data of ${name} that lies on host ${record?.from ?? "the old one"}, for good?`, flags);
  const removed = await context.running((running) => cleanAfterMove(workspace, name, running));
  context.print("cleaned", { name, removed }, () => cleanedText(name, removed));
}
