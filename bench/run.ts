import { change } from "./change";
import { disturbance } from "./disturbance";
import { cleanUp } from "./host";
import { takeTurn } from "./lock";
import { forgetLargeFleet } from "./many";
import { type Result, table } from "./measure";
import { preview } from "./preview";
import { start } from "./start";

const benchmarks: Record<string, () => Promise<readonly Result[]>> = {
  start,
  preview,
  change,
  disturbance,
};

/** Runs the named benchmarks, all of them without a name, and prints a table and the figures as JSON. */
async function main(names: readonly string[]): Promise<void> {
  const unknown = names.filter((name) => !(name in benchmarks));
  if (unknown.length > 0) throw new Error(`usage: bench/run.ts [${Object.keys(benchmarks).join("|")}]…`);
  const results: Result[] = [];
  takeTurn();
  cleanUp();
  try {
    for (const [name, benchmark] of Object.entries(benchmarks)) {
      if (names.length > 0 && !names.includes(name)) continue;
      process.stderr.write(`${name}\n`);
      results.push(...(await benchmark()));
    }
  } finally {
    cleanUp();
    await forgetLargeFleet();
  }
  process.stdout.write(`${table(results)}\n\n${JSON.stringify(results)}\n`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
