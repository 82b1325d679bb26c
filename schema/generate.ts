import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { generatedFiles, repository, staleFiles } from "./files";

/** Writes the JSON Schema and the reference; with --check, only says which of them are out of date. */
async function generate(options: readonly string[]): Promise<void> {
  if (!options.includes("--check")) {
    for (const [path, text] of Object.entries(await generatedFiles())) writeFileSync(join(repository, path), text);
    return;
  }
  const stale = await staleFiles();
  if (stale.length === 0) return;
  console.error(`Out of date: ${stale.join(", ")}. "npx tsx schema/generate.ts" writes them anew.`);
  process.exitCode = 1;
}

void generate(process.argv.slice(2));
