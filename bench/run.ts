import { backup } from "./backup";
import { change } from "./change";
import { disturbance } from "./disturbance";
import { downtime } from "./downtime";
import { cleanUp } from "./host";
import { takeTurn } from "./lock";
import { looking } from "./looking";
import { forgetLargeFleet } from "./many";
import { type Result, table } from "./measure";
import { move } from "./move";
import { preview } from "./preview";
import { rotation } from "./rotation";
import { serve } from "./serve";
import { start } from "./start";
import { tui } from "./tui";

const comparisons: Record<string, () => Promise<readonly Result[]>> = {
  start,
  preview,
  change,
  disturbance,
};

/** Those that compare with nothing print a table of their own. */
const tables: Record<string, (options: { write: boolean }) => Promise<string>> = {
  backup,
  downtime,
  looking,
  move,
  rotation,
  serve,
  tui,
};

/**
 * Runs the named benchmarks, all of them without a name, and prints tables and the figures as JSON. `--write` keeps the
 * measured down times for `fleet plan`, and what backups cost in docs/performance.md.
 */
async function main(args: readonly string[]): Promise<void> {
  const names = args.filter((arg) => arg !== "--write");
  const known = [...Object.keys(comparisons), ...Object.keys(tables)];
  if (names.some((name) => !known.includes(name)))
    throw new Error(`usage: bench/run.ts [--write] [${known.join("|")}]…`);
  const asked = (name: string) => names.length === 0 || names.includes(name);
  const results: Result[] = [];
  takeTurn();
  cleanUp();
  try {
    for (const [name, compare] of Object.entries(comparisons)) {
      if (asked(name)) results.push(...(await announced(name, compare)));
    }
    for (const [name, measure] of Object.entries(tables)) {
      if (asked(name)) process.stdout.write(`${await announced(name, () => measure({ write: args.includes("--write") }))}\n\n`); // prettier-ignore
    }
  } finally {
    cleanUp();
    await forgetLargeFleet();
  }
  if (results.length > 0) process.stdout.write(`${table(results)}\n\n${JSON.stringify(results)}\n`);
}

async function announced<T>(name: string, work: () => Promise<T>): Promise<T> {
  process.stderr.write(`${name}\n`);
  return await work();
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
