import type { Command } from "commander";
import ora from "ora";
import type { Progress, Running } from "../operations/progress";
import { type Workspace, openWorkspace } from "../operations/workspace";

/** Options that every command takes. */
export interface GlobalOptions {
  readonly stack?: string;
  readonly folder?: string;
  readonly json?: boolean;
}

/** What a command works with: its stack, and the way to its reader. */
export interface Context {
  readonly json: boolean;
  workspace(): Workspace;
  /** Prints a result: `text` for a person, or the documented JSON. */
  print(kind: string, data: object, text: () => string): void;
  /** Prints one of many: a line of text, or the documented JSON on a line of its own. */
  line(kind: string, data: object, text: () => string): void;
  /** Progress and cancellation of a long operation: a spinner on a terminal, a line per step elsewhere. */
  running<T>(work: (running: Running) => Promise<T>): Promise<T>;
}

/** Version of the JSON that `--json` prints; a field may be added to it, never changed or taken away. */
const jsonVersion = 1;

export function contextOf(command: Command): Context {
  const options = command.optsWithGlobals<GlobalOptions>();
  let opened: Workspace | undefined;
  const workspace = () =>
    (opened ??= openWorkspace({
      folder: options.folder ?? process.env.FLEET_FOLDER,
      stack: options.stack ?? process.env.FLEET_STACK,
    }));
  return {
    json: options.json ?? false,
    workspace,
    print(kind, data, text) {
      const shown = options.json
        ? JSON.stringify({ version: jsonVersion, kind, stack: workspace().stack, data }, null, 2)
        : text();
      if (shown !== "") process.stdout.write(`${shown}\n`);
    },
    line(kind, data, text) {
      const shown = options.json
        ? JSON.stringify({ version: jsonVersion, kind, stack: workspace().stack, data })
        : text();
      process.stdout.write(`${shown}\n`);
    },
    running: withProgress,
  };
}

async function withProgress<T>(work: (running: Running) => Promise<T>): Promise<T> {
  const abort = new AbortController();
  const cancel = () => abort.abort();
  process.once("SIGINT", cancel).once("SIGTERM", cancel);
  const spinner = process.stderr.isTTY ? ora({ stream: process.stderr }) : undefined;
  const report = ({ state, message, instance }: Progress) => {
    const line = instance === undefined ? message : `${instance}: ${message}`;
    if (spinner === undefined) process.stderr.write(`${line}\n`);
    else if (state === "begin") spinner.start(line);
    else if (state === "end") spinner.succeed(line);
    else spinner.info(line);
  };
  try {
    return await work({ report, signal: abort.signal });
  } finally {
    spinner?.stop();
    process.off("SIGINT", cancel).off("SIGTERM", cancel);
  }
}
