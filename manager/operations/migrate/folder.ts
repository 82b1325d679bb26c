import { readFileSync, readdirSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { FleetError, messageOf } from "../errors";
import { type Statement, split } from "./split";
import type { SkippedFile } from "./types";

export interface MigrationFile {
  readonly version: string;
  readonly name: string;
  /** Its name in the folder. */
  readonly file: string;
  readonly text: string;
  readonly statements: readonly Statement[];
}

export interface MigrationFolder {
  readonly path: string;
  /** In the order of their versions, as text: `10` comes before `2`. */
  readonly files: readonly MigrationFile[];
  readonly skipped: readonly SkippedFile[];
}

/**
 * Reads the migrations of a project, in the form and order of the official CLI.
 * @param given the folder itself, `supabase` or the project it lies in; the current directory's project when unset.
 * @throws FleetError when there is no such folder, or a file that cannot be applied.
 */
export function readFolder(given: string | undefined): MigrationFolder {
  const path = placeOf(given);
  const entries = readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  const files: MigrationFile[] = [];
  const skipped: SkippedFile[] = [];
  for (const [index, { name: file }] of entries.entries()) {
    if (statSync(join(path, file), { throwIfNoEntry: false })?.isFile() !== true) continue;
    const reason = index === 0 && isOldSchema(file) ? "a schema dump of early versions of the CLI" : undefined;
    const [, version, name = ""] = fileName.exec(file) ?? [];
    if (reason !== undefined || version === undefined)
      skipped.push({ file, reason: reason ?? "its name is not <version>_<name>.sql" });
    else files.push({ version, name, file, ...contentOf(join(path, file)) });
  }
  if (files.length === 0)
    throw new FleetError("usage", `There is no migration in ${path}: a file named <version>_<name>.sql, such as 20240131120000_create_notes.sql.`); // prettier-ignore
  files.sort((a, b) => (a.version < b.version ? -1 : 1));
  refuseTwins(files);
  return { path, files, skipped };
}

const fileName = /^([0-9]+)_(.*)\.sql$/;

/** The official CLI leaves out a first file of this name that is older than December 9th 2021. */
function isOldSchema(file: string): boolean {
  const stamp = /([0-9]{14})_init\.sql/.exec(file)?.[1];
  return stamp !== undefined && stamp < "20211209000000";
}

function placeOf(given: string | undefined): string {
  const at = resolve(given ?? ".");
  const inside = [join(at, "supabase", "migrations"), join(at, "migrations")];
  const places = given === undefined && basename(at) !== "migrations" ? inside : [...inside, at];
  const found = places.find(isFolder);
  if (found !== undefined) return found;
  if (given !== undefined) throw new FleetError("usage", `There is no folder ${at}.`);
  throw new FleetError("usage", `There is no supabase/migrations in ${at}: name the folder, as in "fleet migrate <name> ../app/supabase/migrations".`); // prettier-ignore
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** Bytes that Postgres would not take are refused before anything is applied. */
export function contentOf(path: string): Pick<MigrationFile, "text" | "statements"> {
  const text = textOf(path);
  if (text.includes("\0"))
    throw new FleetError("usage", `${path} holds zero bytes, as UTF-16 does: it should be saved as UTF-8.`);
  return { text, statements: split(text) };
}

function textOf(path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    const reason = error instanceof TypeError ? "is not UTF-8 text" : `cannot be read: ${messageOf(error)}`;
    throw new FleetError("usage", `${path} ${reason}.`, { cause: error });
  }
}

/** Why a file cannot be applied, whatever the database has; undefined when nothing is known against it. */
export function faultOf({ file, statements }: Pick<MigrationFile, "file" | "statements">): string | undefined {
  const copy = statements.find(({ text }) => /^copy\s[^;]*?\sfrom\s+stdin\b/i.test(bare(text)));
  if (copy === undefined) return undefined;
  return `${file}, line ${copy.line}: COPY … FROM stdin cannot be part of a migration; the official CLI refuses it as well. Use INSERT, or load the data with "fleet psql".`;
}

/** A statement without the comments that it begins with. */
export const bare = (text: string): string => text.replace(/^(\s+|--[^\n]*(\n|$)|\/\*[\s\S]*?\*\/)+/, "");

function refuseTwins(files: readonly MigrationFile[]): void {
  const [twin, other] = files.flatMap((file, index) => {
    const before = files[index - 1];
    return before?.version === file.version ? [before, file] : [];
  });
  if (twin === undefined || other === undefined) return;
  throw new FleetError("usage", `${twin.file} and ${other.file} have the same version: each needs its own. Give the newer one another number.`); // prettier-ignore
}
