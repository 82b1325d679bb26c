import { readFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";
import { reference } from "./reference";
import { stackSchema } from "./stackSchema";

export const repository = join(__dirname, "..");

/** The generated files of this repository: text by path. */
export async function generatedFiles(): Promise<Record<string, string>> {
  const schema = JSON.stringify(stackSchema());
  return {
    "docs/config.md": reference(),
    "schema/supabase-fleet.schema.json": await format(schema, { parser: "json", printWidth: 120 }),
  };
}

/** Paths of the generated files that are not what the code would write now. */
export async function staleFiles(): Promise<string[]> {
  const files = Object.entries(await generatedFiles());
  return files.filter(([path, text]) => text !== readIfThere(join(repository, path))).map(([path]) => path);
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
