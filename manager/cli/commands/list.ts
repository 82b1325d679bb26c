import type { Command } from "commander";
import { status as statusOf } from "../../operations/status";
import { contextOf } from "../context";
import { leave } from "../leave";
import { listText } from "../show/statusText";

export function list(program: Command): void {
  program
    .command("list")
    .alias("ls")
    .description("List the instances with their state and address.")
    .action(async (_: object, command: Command) => {
      const context = contextOf(command);
      const result = await statusOf(context.workspace(), { depth: "health" });
      context.print("status", result, () => listText(result));
      await leave();
    });
}
