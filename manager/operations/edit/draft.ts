import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { randomUUID } from "node:crypto";
import { basename, join } from "node:path";
import { type Workspace, withStackFile } from "../workspace";

/** Milliseconds after which a draft belongs to a run that was killed. */
const forgotten = 3_600_000;

/** A look at a stack as it would be with another text in its file. The file itself is not touched. */
export async function withDraft<T>(
  workspace: Workspace,
  text: string,
  look: (draft: Workspace) => Promise<T>,
): Promise<T> {
  const drafts = join(workspace.folder, ".supabase-fleet", "drafts");
  const own = join(drafts, randomUUID());
  mkdirSync(own, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(drafts)) removeIfForgotten(join(drafts, name));
  try {
    const stackFile = join(own, basename(workspace.stackFile));
    writeFileSync(stackFile, text, { mode: 0o600 });
    return await look(withStackFile(workspace, stackFile));
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}

function removeIfForgotten(folder: string): void {
  const age = Date.now() - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
  if (age > forgotten) rmSync(folder, { recursive: true, force: true });
}
