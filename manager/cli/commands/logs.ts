import { type Command, InvalidArgumentError } from "commander";
import { FleetError } from "../../operations/errors";
import { logs as linesOf } from "../../operations/logs/logs";
import { momentOf } from "../../operations/logs/since";
import { contextOf } from "../context";
import { leave } from "../leave";
import { logText } from "../show/logText";

interface Flags {
  readonly follow?: boolean;
  readonly since?: string;
  readonly grep?: string;
  readonly tail: number | undefined;
  readonly timestamps?: boolean;
}

export function logs(program: Command): void {
  program
    .command("logs")
    .argument("<name>", "instance")
    .argument("[services...]", "services; all when unset")
    .option("-f, --follow", "go on with what is written from now on")
    .option("--since <time>", "only what is newer: 10m, 2h, 3d or a date")
    .option("--grep <pattern>", "only lines that this regular expression finds; small letters find large ones too")
    .option("--tail <lines>", "last lines of each service, or all; 100 unless --since is given", count)
    .option("-t, --timestamps", "show the time of each line")
    .description("Show the logs of an instance's services as one, in the order of time.")
    .action(async (name: string, services: string[], flags: Flags, command: Command) => {
      const context = contextOf(command);
      const stop = new AbortController();
      process.once("SIGINT", () => stop.abort());
      const text = logText(flags.timestamps ?? false);
      const options = {
        services,
        follow: flags.follow ?? false,
        signal: stop.signal,
        ...(flags.since === undefined ? {} : { since: momentOf(flags.since) }),
        ...(flags.grep === undefined ? {} : { grep: pattern(flags.grep) }),
        tail: flags.tail ?? (flags.since === undefined ? 100 : Infinity),
      };
      const limited = { ...options, tail: options.tail === Infinity ? undefined : options.tail };
      for await (const line of linesOf(context.workspace(), name, limited)) {
        context.line("logLine", line, () => text(line));
      }
      await leave();
    });
}

function count(text: string): number {
  if (text === "all") return Infinity;
  if (/^\d+$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It should be a number, or "all".');
}

function pattern(text: string): RegExp {
  try {
    return new RegExp(text, text === text.toLowerCase() ? "i" : "");
  } catch (error) {
    throw new FleetError("usage", `--grep: ${error instanceof Error ? error.message : String(error)}`);
  }
}
