import { Command, CommanderError, Option } from "commander";
import { FleetError } from "../operations/errors";
import { commands } from "./commands";
import { exitCodes } from "./exitCodes";

/** The command line: parses, calls an operation, prints. */
function fleet(): Command {
  const program = new Command("fleet")
    .description("Runs a fleet of self-hosted Supabase instances from the list in a Pulumi stack file.")
    .option("-s, --stack <name>", "stack, of Pulumi.<name>.yaml (or FLEET_STACK; the only one when unset)")
    .addOption(new Option("--folder <path>", "folder of the stack file (or FLEET_FOLDER; the program's when unset)"))
    .option("--json", "print the documented JSON instead of text")
    .configureHelp({ showGlobalOptions: true, sortSubcommands: false })
    .showSuggestionAfterError()
    .exitOverride();
  for (const add of commands) add(program);
  return program;
}

// A reader such as head that has seen enough is no mistake.
process.stdout.on("error", (error: NodeJS.ErrnoException) =>
  process.exit(error.code === "EPIPE" ? 0 : exitCodes.failed),
);

try {
  await fleet().parseAsync();
} catch (error) {
  process.exitCode = report(error);
}

function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  if (error instanceof Error && error.name === "ExitPromptError") return exitCodes.cancelled;
  process.stderr.write(`${error instanceof FleetError ? error.message : stackOf(error)}\n`);
  return error instanceof FleetError ? exitCodes[error.kind] : exitCodes.failed;
}

/** A mistake of ours is told with where it happened. */
function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
