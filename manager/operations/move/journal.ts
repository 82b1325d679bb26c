import { FleetError } from "../errors";
import { JournalFile } from "../journalFile";
import type { Fields } from "../upgrade/types";
import type { Workspace } from "../workspace";
import type { Phase } from "./types";

/** What a run that was killed has to know. It holds no secret. */
export interface Entry {
  readonly from: string;
  readonly to: string;
  /** ISO 8601. */
  readonly since: string;
  readonly phase: Phase;
  /** What its entry in the stack file said before, and says on the new host. */
  readonly old: Fields;
  readonly placed: Fields;
  /** When it stopped answering: ISO 8601. */
  readonly stopped?: string;
  /** Seconds until it answered again. */
  readonly downTime?: number;
}

export const journalOf = (workspace: Workspace): JournalFile<Entry> => new JournalFile(workspace, "moves");

/** @throws FleetError while a move of this instance is under way: its data may lie on either host. */
export function mustNotBeMoving(workspace: Workspace, name: string): void {
  const entry = journalOf(workspace).of(name);
  if (entry === undefined || entry.phase === "done") return;
  throw new FleetError("refused", `A move of ${name} to ${entry.to} of ${entry.since} did not come to its end. "fleet move ${name}" goes on with it, with --undo it goes back. Nothing was changed.`); // prettier-ignore
}
