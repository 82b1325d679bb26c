import type { Backup } from "../operations/backup/backups";
import type { Parting } from "../operations/backup/parting";
import type { Edit, Proposal } from "../operations/edit/edit";
import type { Removal } from "../operations/edit/remove";
import type { Variable } from "../operations/environment/variables";
import type { Jobs } from "../operations/jobs";
import type { InstanceKeys, KeyName } from "../operations/keys";
import type { LifecycleAction } from "../operations/lifecycle";
import type { LogLine } from "../operations/logs/logs";
import type { Choices } from "../operations/offer/choices";
import type { Running } from "../operations/progress";
import type { Rotation } from "../operations/rotate/prepare";
import type { FleetStatus } from "../operations/status";
import type { Traffic } from "../operations/metrics/traffic";

/** An instance of the list and the host that it lies on. */
export interface Listed {
  readonly name: string;
  readonly host: string;
}

/** How closely instances are looked at, as in `operations/status`. */
export type Depth = "health" | "figures" | "usage" | "all";

export interface LogQuestion {
  /** All when none is given. */
  readonly services: readonly string[];
  /** Lines of each service that were written before. */
  readonly tail: number;
  /** Whether it goes on with what is written from now on. */
  readonly follow: boolean;
  readonly signal: AbortSignal;
}

/** What the screens ask a stack: the operations, with their workspace left out. Tests hand in one of their own. */
export interface Questions {
  readonly stack: string;
  list(): Promise<readonly Listed[]>;
  look(names: readonly string[], depth: Depth): Promise<FleetStatus>;
  logs(name: string, question: LogQuestion): AsyncIterable<LogLine>;
  /** @param before the answer of the call before: the span begins where it ended. */
  traffic(name: string, before: Traffic | undefined): Promise<Traffic>;
  variables(name: string, reveal: boolean): readonly Variable[];
  keys(name: string): Promise<InstanceKeys>;
  /** The plain text of one key; the audit log says that it was shown. */
  reveal(name: string, key: KeyName): Promise<string | undefined>;
  backups(name: string): Promise<readonly Backup[]>;
  choices(): Promise<Choices>;
}

/** What the screens have done, after somebody has seen what it comes to. */
export interface Deeds {
  /** @param service all of an instance when unset. */
  lifecycle(action: LifecycleAction, names: readonly string[], running: Running, service?: string): Promise<unknown>;
  backUp(name: string, running: Running): Promise<unknown>;
  propose(edit: Edit): Promise<Proposal>;
  carryOut(edit: Edit, agreed: Proposal, running: Running): Promise<unknown>;
  /** An edit that gives a variable a secret. It is taken at once, encrypted or into a file. */
  secret(name: string, path: string, text: string): Promise<Edit>;
  /** Removes what was taken of secrets and came not to be written, or was replaced. */
  forgetSecrets(name: string): void;
  prepareRotation(name: string, secret: string): Promise<Rotation>;
  rotate(agreed: Rotation, running: Running): Promise<unknown>;
  proposeRemoval(name: string): Promise<{ readonly removal: Removal; readonly parting: Parting | undefined }>;
  remove(name: string, removal: Removal, running: Running): Promise<unknown>;
  /** Writes the key to the backups of an instance into a file. */
  exportKey(name: string, file: string, running: Running): Promise<unknown>;
}

export interface Fleet {
  readonly ask: Questions;
  readonly deeds: Deeds;
  readonly jobs: Jobs;
  /** Puts a text on the clipboard of the terminal, also over SSH. */
  copy(text: string): void;
}
