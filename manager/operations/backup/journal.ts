import { JournalFile } from "../journalFile";
import type { Workspace } from "../workspace";

/** A restore that has begun to change an instance, and did not come to its end. It holds no secret. */
export interface Interrupted {
  readonly instance: string;
  /** ISO 8601. */
  readonly since: string;
  /** Snapshot of the data as it was before. */
  readonly safety: string;
}

const journal = (workspace: Workspace) => new JournalFile<Interrupted>(workspace, "restores");

export const interruptedRestore = (workspace: Workspace, name: string): Interrupted | undefined =>
  journal(workspace).of(name);

export const restoreBegins = (workspace: Workspace, interrupted: Interrupted): void =>
  journal(workspace).set(interrupted.instance, interrupted);

export const restoreEnds = (workspace: Workspace, name: string): void => journal(workspace).remove(name);
