import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { composeCommand } from "../../../bench/compose";

const run = promisify(execFile);

/** Why Compose cannot be used here; undefined when it can. */
export function missingCompose(): string | undefined {
  try {
    composeCommand();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Runs Compose in the folder of a project. @throws Error with what it said when it fails. */
export async function compose(folder: string, ...args: string[]): Promise<string> {
  const [program, ...first] = composeCommand();
  const { stdout } = await run(program, [...first, ...args], { cwd: folder, maxBuffer: 2 ** 26 });
  return stdout;
}
