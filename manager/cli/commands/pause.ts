import type { Command } from "commander";
import { pausing, resuming } from "../../operations/edit/set";
import { contextOf } from "../context";
import { type EditFlags, edit, editFlags } from "../editing";

export function pause(program: Command): void {
  const command = program
    .command("pause <name>")
    .description("Take the containers of an instance away, and keep its data, network and secrets.");
  editFlags(command).action(async (name: string, flags: EditFlags, own: Command) => {
    await edit(contextOf(own), pausing(name), flags);
  });
}

export function resume(program: Command): void {
  const command = program.command("resume <name>").description("Bring a paused instance up again.");
  editFlags(command).action(async (name: string, flags: EditFlags, own: Command) => {
    await edit(contextOf(own), resuming(name), flags);
  });
}
