import { confirm, input } from "@inquirer/prompts";
import { FleetError } from "../operations/errors";

/** Asks before something is done. Without a terminal nobody can answer, so `--yes` has to be there. */
export async function agreed(question: string, { yes = false }: { yes?: boolean | undefined }): Promise<void> {
  if (yes) return;
  needTerminal(question);
  if (!(await confirm({ message: question, default: false }, { output: process.stderr }))) throw declined();
}

/** Has a name typed, for what cannot be undone. */
export async function typed(
  name: string,
  question: string,
  { yes = false }: { yes?: boolean | undefined },
): Promise<void> {
  if (yes) return;
  needTerminal(question);
  const answer = await input({ message: `${question} Type its name:` }, { output: process.stderr });
  if (answer !== name) throw declined();
}

const declined = () => new FleetError("cancelled", "Nothing was changed.");

function needTerminal(question: string): void {
  if (!process.stdin.isTTY)
    throw new FleetError("usage", `${question} Nobody can answer here: add --yes. Nothing was changed.`);
}
