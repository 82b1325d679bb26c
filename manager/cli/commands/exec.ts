import type { Command } from "commander";
import { exec as run } from "../../operations/exec";
import { contextOf } from "../context";
import { attached } from "../terminal";

export function exec(program: Command): void {
  program
    .command("exec")
    .argument("<name>", "instance")
    .argument("<service>", "service")
    .argument("<command...>", "command and its arguments, after --")
    .option("-u, --user <user>", "user in the container")
    .description(
      "Run a command in a service's container, in a terminal where there is one, and end with its exit code.",
    )
    .action(async (name: string, service: string, words: string[], { user }: { user?: string }, command: Command) => {
      const workspace = contextOf(command).workspace();
      await attached(async (streams, terminal) => {
        const options = { name, service, command: words, ...(user === undefined ? {} : { user }), terminal };
        return await run(workspace, options, streams);
      });
    });
}
