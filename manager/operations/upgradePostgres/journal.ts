import { FleetError } from "../errors";
import { JournalFile } from "../journalFile";
import type { Marks } from "../upgrade/marks";
import type { Fields } from "../upgrade/types";
import type { Workspace } from "../workspace";

/**
 * How far an upgrade has come. What is written is what has begun: each may be done a second time. Before `swap` the old data
 * lies in the instance's own volume, from there on in the snapshot.
 */
export type Phase = "pause" | "snapshot" | "load" | "swap" | "start" | "settle" | "done" | "back";

/** What a run that was killed has to know to go on or back, and a roll-back afterwards. It holds no secret. */
export interface Entry {
  readonly job: string;
  /** ISO 8601. */
  readonly since: string;
  readonly phase: Phase;
  readonly from: string;
  readonly to: string;
  /** What its entry in the stack file said before: `state`, `database.major`, `database.changedFrom`. */
  readonly old: Fields;
  /** The old data volume: it is made anew with these. */
  readonly volume: VolumeMade;
  /** When it stopped answering: ISO 8601. */
  readonly stopped?: string;
  /** Seconds until it answered again. */
  readonly downTime?: number;
  readonly snapshot?: string;
  /** Digests of the new volumes. */
  readonly digests?: { readonly data: string; readonly config: string };
  /** Whether the data volume may hold other data than the old. */
  readonly swapped?: boolean;
  /** Whether services may have written to the new data. */
  readonly served?: boolean;
  /** What was written when the new server had just started. */
  readonly baseline?: Marks;
  readonly reason?: string;
  readonly newer?: string;
  readonly lost?: readonly string[];
  readonly restored?: boolean;
}

export interface VolumeMade {
  readonly driver: string;
  readonly options: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
}

const fileOf = (workspace: Workspace) => new JournalFile<Entry>(workspace, "postgres");

/** Every upgrade of a stack that is under way or that can be taken back, by instance. */
export const entriesOf = (workspace: Workspace): Readonly<Record<string, Entry>> => fileOf(workspace).all;

/** @throws FleetError while an upgrade of this instance is under way: its data may lie elsewhere. */
export function mustNotBeUpgrading(workspace: Workspace, name: string): void {
  const entry = entriesOf(workspace)[name];
  if (entry === undefined || entry.phase === "done") return;
  throw new FleetError("refused", `"${entry.job}" of ${entry.since} did not come to its end. "fleet upgrade-postgres ${name}" goes on with it, with --rollback it goes back. Nothing was changed.`); // prettier-ignore
}

/** The upgrade of one instance. */
export class Journal {
  constructor(
    readonly workspace: Workspace,
    readonly name: string,
  ) {}

  get entry(): Entry {
    const entry = entriesOf(this.workspace)[this.name];
    if (entry === undefined) throw new Error(`${this.name} has no upgrade`);
    return entry;
  }

  begin(entry: Entry): void {
    fileOf(this.workspace).set(this.name, entry);
  }

  set(change: Partial<Entry>): void {
    this.begin({ ...this.entry, ...change });
  }

  close(): void {
    fileOf(this.workspace).remove(this.name);
  }
}
