import type { Argument, Command, Option } from "commander";

/** What a shell may complete after a command. */
export interface Completed {
  readonly name: string;
  readonly description: string;
  readonly options: readonly { readonly long: string; readonly description: string; readonly choices: readonly string[]; readonly takesValue: boolean }[]; // prettier-ignore
  /** Whether its last argument may come again. */
  readonly repeats: boolean;
  /** Of its arguments in their order: `instances`, or the words that are allowed. */
  readonly arguments: readonly ("instances" | "files" | readonly string[])[];
}

/** Every command of the program, with the options that all of them take. */
export function completedOf(program: Command, services: readonly string[]): Completed[] {
  const shared = program.options.map(optionOf);
  return program.commands
    .filter((command) => command.name() !== "help")
    .flatMap((command) =>
      [command.name(), ...command.aliases()].map((name) => ({
        name,
        description: firstSentence(command.description()),
        options: [...command.options.filter(({ hidden }) => !hidden).map(optionOf), ...shared],
        repeats: command.registeredArguments.at(-1)?.variadic ?? false,
        arguments: command.registeredArguments.map((argument) => wordsOf(argument, services)),
      })),
    );
}

const optionOf = ({ long, short, description, argChoices, required, optional }: Option) => ({
  long: long ?? short ?? "",
  description: firstSentence(description),
  choices: argChoices ?? [],
  takesValue: required || optional,
});

function wordsOf(argument: Argument, services: readonly string[]): Completed["arguments"][number] {
  if (argument.argChoices !== undefined) return argument.argChoices;
  const name = argument.name();
  if (name === "name" || name === "names" || name === "instance") return "instances";
  if (name === "service" || name === "services") return services;
  return name === "folder" || name === "file" ? "files" : [];
}

/** Short enough for a menu, and without what a shell would read as its own. */
const firstSentence = (text: string) => (text.split(/[.:;]( |$)/)[0] ?? "").replace(/['"`\\$[\]]/g, "");
