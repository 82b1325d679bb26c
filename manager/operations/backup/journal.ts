import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { type Workspace, kept } from "../workspace";

/** A restore that has begun to change an instance, and did not come to its end. It holds no secret. */
export interface Interrupted {
  readonly instance: string;
  /** ISO 8601. */
  readonly since: string;
  /** Snapshot of the data as it was before. */
  readonly safety: string;
}

type Contents = Readonly<Record<string, Interrupted>>;

const fileOf = (workspace: Workspace) => kept(workspace, "restores", "json");

function read(workspace: Workspace): Contents {
  const file = fileOf(workspace);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Contents) : {}; // written below
}

function write(workspace: Workspace, contents: Contents): void {
  const file = fileOf(workspace);
  if (Object.keys(contents).length === 0) return rmSync(file, { force: true });
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileAtomic.sync(file, JSON.stringify(contents, null, 2), { mode: 0o600 });
}

export const interruptedRestore = (workspace: Workspace, name: string): Interrupted | undefined =>
  read(workspace)[name];

export function restoreBegins(workspace: Workspace, interrupted: Interrupted): void {
  write(workspace, { ...read(workspace), [interrupted.instance]: interrupted });
}

export function restoreEnds(workspace: Workspace, name: string): void {
  const { [name]: _ended, ...others } = read(workspace);
  write(workspace, others);
}
