import type { Command } from "commander";
import { FleetError } from "../../operations/errors";
import { contextOf } from "../context";
import { leave } from "../leave";

export function tui(program: Command): void {
  program
    .command("tui")
    .description("Watch, create and care for instances on the whole screen; every key is shown.")
    .action(async (_flags: object, command: Command) => {
      const workspace = contextOf(command).workspace();
      if (!process.stdin.isTTY || !process.stdout.isTTY)
        throw new FleetError("usage", 'The screens need a terminal; "fleet status" and "fleet top --once" do not.');
      const { startTui } = await prepared(async () => await import("../../tui/start"));
      await startTui(workspace);
      await leave();
    });
}

/** Loads what draws as it is meant for users, where it is much faster. */
async function prepared<T>(load: () => Promise<T>): Promise<T> {
  const { NODE_ENV: before } = process.env;
  process.env.NODE_ENV = "production";
  try {
    return await load();
  } finally {
    if (before === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = before;
  }
}
