import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { type Workspace, kept } from "../workspace";

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
  // Another name each time: what the stack file says now stays true until it says something else.
  const file = kept(workspace, "given", `${instance}.${name}.${randomBytes(6).toString("hex")}`);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, secret, { mode: 0o600, flag: "wx" });
  return { file };
}

/** Removes the files of an instance that the stack file does not name: what was replaced, or never came to be written. */
export function forgetGiven(workspace: Workspace, instance: string): void {
  const prefix = kept(workspace, "given", `${instance}.`);
  const folder = dirname(prefix);
  if (!existsSync(folder)) return;
  const text = readFileSync(workspace.stackFile, "utf8");
  for (const name of readdirSync(folder))
    if (name.startsWith(basename(prefix)) && !text.includes(name)) rmSync(join(folder, name), { force: true });
}
