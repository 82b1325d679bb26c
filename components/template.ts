import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";

/**
 * A file of `templates/` with every blank `{{name}}` filled. Values are put in as they are: whoever passes one makes sure
 * that it cannot leave its place.
 * @throws Error when a blank has no value or a value no blank.
 */
export function fill(file: string, blanks: Readonly<Record<string, string>>): string {
  const text = read(file);
  const used = new Set<string>();
  const filled = text.replace(/\{\{([a-zA-Z0-9]+)\}\}/g, (_, name: string) => {
    const value = blanks[name];
    if (value === undefined) throw new Error(`templates/${file}: nothing to put into {{${name}}}`);
    used.add(name);
    return value;
  });
  const unused = Object.keys(blanks).filter((name) => !used.has(name));
  if (unused.length > 0) throw new Error(`templates/${file}: no blank for ${unused.join(", ")}`);
  return filled;
}

/** The same with values that are known later. */
export function fillLater(file: string, blanks: Readonly<Record<string, pulumi.Input<string>>>): pulumi.Output<string> {
  return pulumi.output(blanks).apply((values) => fill(file, values));
}

const cache = new Map<string, string>();

function read(file: string): string {
  const known = cache.get(file);
  if (known !== undefined) return known;
  const text = readFileSync(join(__dirname, "..", "templates", file), "utf8");
  cache.set(file, text);
  return text;
}
