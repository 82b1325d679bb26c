import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join, posix } from "node:path";
import { FleetError } from "../errors";
import { contentOf } from "./folder";
import type { Statement } from "./split";

export interface SeedFile {
  /** From the project's folder, as the official CLI records it: `supabase/seed.sql`. */
  readonly path: string;
  /** SHA-256 of its bytes, in hexadecimal. */
  readonly hash: string;
  readonly statements: readonly Statement[];
}

/**
 * The seed files of the project that a folder of migrations belongs to: `supabase/seed.sql`, or what `supabase/config.toml`
 * names under `[db.seed]`, each pattern's files in the order of their names.
 * @throws FleetError when the folder is in no project, or seeding is switched off in it.
 */
export function readSeeds(migrations: string): SeedFile[] {
  const supabase = dirname(migrations);
  if (basename(supabase) !== "supabase" || basename(migrations) !== "migrations")
    throw new FleetError("usage", `--seed looks for seed.sql beside supabase/migrations; ${migrations} is not in such a project.`); // prettier-ignore
  const config = join(supabase, "config.toml");
  const { enabled, patterns } = seedSettings(existsSync(config) ? readFileSync(config, "utf8") : "");
  if (!enabled)
    throw new FleetError("refused", `Seeding is switched off in ${config}: enabled = false under [db.seed].`);
  const paths = patterns.flatMap((pattern) => matching(dirname(supabase), posix.join("supabase", pattern)));
  return [...new Set(paths)].map((path) => {
    const file = join(dirname(supabase), path);
    return { path, hash: createHash("sha256").update(readFileSync(file)).digest("hex"), statements: contentOf(file).statements }; // prettier-ignore
  });
}

/** What `[db.seed]` says; all that is read of the file. */
export function seedSettings(toml: string): { enabled: boolean; patterns: readonly string[] } {
  const [, section = ""] = /^\[db\.seed\][^\n]*\n([^]*?)(?=^\s*\[[a-z]|(?![^]))/m.exec(toml.replace(/^\s*#.*$/gm, "")) ?? []; // prettier-ignore
  const [, list] = /^\s*sql_paths\s*=\s*\[([^\]]*)\]/m.exec(section) ?? [];
  const named = [...(list ?? `"./seed.sql"`).matchAll(/"([^"]*)"|'([^']*)'/g)];
  return {
    enabled: !/^\s*enabled\s*=\s*false\b/m.test(section),
    patterns: named.map(([, double, single]) => double ?? single ?? ""),
  };
}

/** Files of a pattern such as `supabase/seeds/*.sql`; a star stays within its folder. */
function matching(root: string, pattern: string): string[] {
  let found = [""];
  for (const part of pattern.split("/")) found = found.flatMap((folder) => namesIn(root, folder, part));
  return found.filter((path) => statSync(join(root, path)).isFile());
}

function namesIn(root: string, folder: string, part: string): string[] {
  const at = join(root, folder);
  if (!/[*?[]/.test(part)) return existsSync(join(at, part)) ? [posix.join(folder, part)] : [];
  if (!statSync(at).isDirectory()) return [];
  const source = part
    .replace(/[.+^${}()|\\]/g, "\\$&")
    .replace(/\*/g, "[^/]*")
    .replace(/\?/g, "[^/]");
  const names = readdirSync(at).filter((name) => new RegExp(`^${source}$`).test(name));
  return names.sort().map((name) => posix.join(folder, name));
}
