import { type Command, InvalidArgumentError } from "commander";
import type { FleetStatus } from "../../operations/status";
import { top as samples } from "../../operations/top";
import { contextOf } from "../context";
import { leave } from "../leave";
import { topText } from "../show/topText";

export function top(program: Command): void {
  program
    .command("top")
    .argument("[names...]", "instances; all when unset, and the services of one when it is one")
    .option("--once", "one sample; so it is without a terminal and with --json")
    .option("--every <seconds>", "seconds between two samples", seconds, 2)
    .description("Watch who uses processor and memory; q or Ctrl-C ends it.")
    .action(async (names: string[], { once, every }: { once?: boolean; every: number }, command: Command) => {
      const context = contextOf(command);
      const single = once || context.json || !process.stdout.isTTY;
      const stop = new AbortController();
      process.once("SIGINT", () => stop.abort());
      const show = (sample: FleetStatus) => {
        if (single) context.print("top", sample, () => topText(sample));
        else draw(topText(sample, process.stdout.rows));
      };
      const restore = single ? () => undefined : takeScreen(() => stop.abort());
      try {
        for await (const sample of samples(context.workspace(), { names, every, signal: stop.signal })) {
          show(sample);
          if (single) break;
        }
      } finally {
        restore();
      }
      await leave();
    });
}

function seconds(text: string): number {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It should be a number of seconds.");
}

/** Lines over those of the sample before; what is longer is cleared. */
const draw = (text: string) => process.stdout.write(`\u001b[H${text.replaceAll("\n", "\u001b[K\n")}\u001b[J`);

/** Draws beside what the terminal shows, and gives that back in the end. */
function takeScreen(end: () => void): () => void {
  const { stdin, stdout } = process;
  stdout.write("\u001b[?1049h\u001b[?25l");
  const listen = (key: Buffer) => {
    if (["q", "\u0003"].includes(key.toString())) end();
  };
  if (stdin.isTTY) stdin.setRawMode(true).on("data", listen);
  return () => {
    if (stdin.isTTY) stdin.setRawMode(false).off("data", listen);
    stdout.write("\u001b[?25h\u001b[?1049l");
  };
}
