import type { Command } from "commander";
import { psql as run } from "../../operations/psql";
import { contextOf } from "../context";
import { attached } from "../terminal";

export function psql(program: Command): void {
  program
    .command("psql")
    .argument("<name>", "instance")
    .argument("[args...]", "arguments of psql, after --")
    .description("Open psql in an instance's database container, as postgres; a script may come on standard input.")
    .action(async (name: string, args: string[], _: object, command: Command) => {
      const workspace = contextOf(command).workspace();
      await attached(async (streams, terminal) => await run(workspace, { name, args, ...(terminal ? { terminal } : {}) }, streams)); // prettier-ignore
    });
}
