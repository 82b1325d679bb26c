import "./lighter";
import { Command, CommanderError, Option } from "commander";
import { FleetError } from "../operations/errors";
import { version } from "../../package.json";
import { commands } from "./commands";
import { exitCodes } from "./exitCodes";

/** The command line: parses, calls an operation, prints. @param names of the commands that it knows. */
async function fleet(names: readonly string[]): Promise<Command> {
  const program = new Command("fleet")
    .description("Runs a fleet of self-hosted Supabase instances from the list in a Pulumi stack file.")
    .version(version)
    .option("-s, --stack <name>", "stack, of Pulumi.<name>.yaml (or FLEET_STACK; the only one when unset)")
    .addOption(new Option("--folder <path>", "folder of the stack file (or FLEET_FOLDER; the program's when unset)"))
    .option("--json", "print the documented JSON instead of text")
    .configureHelp({ showGlobalOptions: true, sortSubcommands: false })
    .showSuggestionAfterError()
    .exitOverride();
  for (const name of names) (await commands[name]?.())?.(program);
  return program;
}

/** The command that is called, alone where it is certain: help and completion tell of all. */
function called(args: readonly string[]): readonly string[] {
  const all = Object.keys(commands);
  const at = args.findIndex((arg, n) => !arg.startsWith("-") && !["-s", "--stack", "--folder"].includes(args[n - 1] ?? "")); // prettier-ignore
  const name = args[at];
  return name !== undefined && name !== "completion" && all.includes(name) ? [name] : all;
}

// A reader such as head that has seen enough is no mistake.
process.stdout.on("error", (error: NodeJS.ErrnoException) =>
  process.exit(error.code === "EPIPE" ? 0 : exitCodes.failed),
);

try {
  await (await fleet(called(process.argv.slice(2)))).parseAsync();
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
