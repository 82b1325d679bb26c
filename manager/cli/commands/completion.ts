import { Argument, type Command } from "commander";
import { serviceNames } from "../../../components/config/services";
import { type Shell, script, shells } from "../completion/scripts";
import { completedOf } from "../completion/words";

export function completion(program: Command): void {
  program
    .command("completion")
    .addArgument(new Argument("<shell>", "shell").choices(shells))
    .description("Print the script that completes commands, options and names of instances in a shell.")
    .action((shell: Shell) => {
      process.stdout.write(script(shell, completedOf(program, serviceNames)));
    });
}
