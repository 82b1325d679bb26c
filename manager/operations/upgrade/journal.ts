import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { FleetError } from "../errors";
import { type Workspace, kept } from "../workspace";
import type { Marks } from "./marks";
import type { Fields, InstanceReport } from "./types";

/** How far an instance has come. What is written is what has begun: everything may be done a second time. */
export type Phase = "waiting" | "snapshot" | "apply" | "done" | "rollback" | "rolled back";

export interface Entry {
  readonly phase: Phase;
  /** What its entry in the stack file said, and is to say. */
  readonly old: Fields;
  readonly new: Fields;
  readonly snapshot?: string;
  /** What the database held before. */
  readonly before?: Marks;
  /** Why it is rolled back. */
  readonly reason?: string;
  /** Snapshot of the data that the restore replaces. */
  readonly newer?: string;
  readonly lost?: readonly string[];
  readonly restored?: boolean;
}

interface Contents {
  readonly version: 1;
  readonly job: string;
  readonly since: string;
  readonly waves: readonly (readonly string[])[];
  readonly keepSnapshots: number;
  readonly instances: Readonly<Record<string, Entry>>;
}

const fileOf = (workspace: Workspace) => kept(workspace, "upgrades", "json");

/** What an upgrade that was killed has to know to go on or back. It holds no secret. */
export class Journal {
  #contents: Contents;

  constructor(
    readonly workspace: Workspace,
    contents: Contents,
  ) {
    this.#contents = contents;
  }

  static begin(workspace: Workspace, contents: Omit<Contents, "version" | "since">): Journal {
    const journal = new Journal(workspace, { version: 1, since: new Date().toISOString(), ...contents });
    journal.#save();
    return journal;
  }

  /** The upgrade that did not come to its end; undefined when there is none. */
  static open(workspace: Workspace): Journal | undefined {
    const file = fileOf(workspace);
    if (!existsSync(file)) return undefined;
    const contents = JSON.parse(readFileSync(file, "utf8")) as Contents; // written below
    if (contents.version === 1) return new Journal(workspace, contents);
    throw new FleetError("config", `${file} was written by a later version of fleet; end that upgrade with it.`);
  }

  get job(): string {
    return this.#contents.job;
  }
  get since(): string {
    return this.#contents.since;
  }
  get waves(): readonly (readonly string[])[] {
    return this.#contents.waves;
  }
  get keepSnapshots(): number {
    return this.#contents.keepSnapshots;
  }
  get names(): string[] {
    return this.waves.flat();
  }

  entry(name: string): Entry {
    const entry = this.#contents.instances[name];
    if (entry === undefined) throw new Error(`${name} is not part of this upgrade`);
    return entry;
  }

  set(name: string, change: Partial<Entry>): void {
    const instances = { ...this.#contents.instances, [name]: { ...this.entry(name), ...change } };
    this.#contents = { ...this.#contents, instances };
    this.#save();
  }

  /** Settings of each instance, old or new. */
  fields(which: "old" | "new", names: readonly string[] = this.names): Record<string, Fields> {
    return Object.fromEntries(names.map((name) => [name, this.entry(name)[which]]));
  }

  close(): void {
    rmSync(fileOf(this.workspace), { force: true });
  }

  report(): InstanceReport[] {
    const outcomes = { waiting: "not started", done: "upgraded", "rolled back": "rolled back" } as const;
    return this.names.map((name) => {
      const { phase, snapshot, reason, restored = false, newer, lost } = this.entry(name);
      const outcome = phase in outcomes ? outcomes[phase as keyof typeof outcomes] : "unfinished"; // checked by `in`
      return { name, outcome, snapshot, reason, restored, newer, lost };
    });
  }

  #save(): void {
    const file = fileOf(this.workspace);
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileAtomic.sync(file, JSON.stringify(this.#contents, null, 2), { mode: 0o600 });
  }
}
