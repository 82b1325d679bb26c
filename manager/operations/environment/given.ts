import { createHmac, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { type Workspace, kept } from "../workspace";

/** Known to this process alone: the name of a file tells nothing about the secret in it. */
const ownKey = randomBytes(32);

/** A secret in the form in which the stack file holds it. */
export type Given = { readonly secure: string } | { readonly file: string };

/**
 * Takes a secret that somebody hands over through a face. It is encrypted where the stack's engine can encrypt; otherwise it
 * goes into a file of its own beside the stack file, which its owner alone can read.
 * @param name of letters, digits and _.
 */
export async function given(workspace: Workspace, instance: string, name: string, secret: string): Promise<Given> {
  const { encrypt } = workspace.engine;
  if (encrypt !== undefined) return { secure: await encrypt(secret) };
  // Another name for another secret: what the stack file says now stays true until it says something else. The same one for the
  // same secret: a plan that names it is the same when it is made again.
  const mark = createHmac("sha256", ownKey).update(secret).digest("hex").slice(0, 12);
  const file = kept(workspace, "given", `${instance}.${name}.${mark}`);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, secret, { mode: 0o600 });
  return { file };
}

/** Whether a secret of the list was handed over through a face: where it lies is nobody's business. */
export const isGiven = (value: unknown): boolean =>
  typeof value === "object" &&
  value !== null &&
  "file" in value &&
  typeof value.file === "string" &&
  basename(dirname(value.file)) === "given" &&
  basename(dirname(dirname(value.file))) === ".supabase-fleet";

/** Removes the files of an instance that the stack file does not name: what was replaced, or never came to be written. */
export const forgetGiven = (workspace: Workspace, instance: string): void =>
  drop(workspace, filesOf(workspace, instance));

/** Removes those of these files that the stack file does not name. */
export function drop({ stackFile }: Workspace, files: readonly string[]): void {
  if (files.length === 0) return;
  const text = readFileSync(stackFile, "utf8");
  for (const file of files) if (!text.includes(basename(file))) rmSync(file, { force: true });
}

/** The files of an instance that the stack file names. */
export function namedFiles(workspace: Workspace, instance: string): string[] {
  const text = readFileSync(workspace.stackFile, "utf8");
  return filesOf(workspace, instance).filter((file) => text.includes(basename(file)));
}

function filesOf(workspace: Workspace, instance: string): string[] {
  const prefix = kept(workspace, "given", `${instance}.`);
  const folder = dirname(prefix);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.startsWith(basename(prefix)))
    .map((name) => join(folder, name));
}
