import { randomUUID } from "node:crypto";
import { actingAs } from "./actor";
import { FleetError, messageOf } from "./errors";
import type { ErrorKind } from "./errors";
import type { Progress, Running } from "./progress";

/** A long operation that a server works on. Plain data. */
export interface Job {
  readonly id: string;
  /** The operation, such as `create blog`; no secret. */
  readonly name: string;
  /** Instance that it is about. */
  readonly instance?: string | undefined;
  readonly user: string;
  readonly state: "waiting" | "running" | "done" | "failed" | "cancelled";
  /** ISO 8601. */
  readonly created: string;
  readonly ended?: string | undefined;
  readonly error?: { readonly kind: ErrorKind; readonly message: string } | undefined;
  readonly progress: readonly Progress[];
}

/** What a job tells while it works: its steps as they come, and itself when its state changes. */
export type JobEvent = { readonly progress: Progress } | { readonly job: Omit<Job, "progress"> };

export interface NewJob {
  readonly name: string;
  readonly instance?: string | undefined;
  readonly user: string;
}

type Work = (running: Running) => Promise<unknown>;

interface Entry {
  job: Job;
  readonly abort: AbortController;
  readonly listeners: Set<(event: JobEvent) => void>;
  readonly over: Promise<void>;
}

/** Seconds that a job waits for one of another face, which holds the stack. */
export const wait = 3600;

/** Jobs that are kept after their end, so that whoever asks late still hears how they went. */
const remembered = 200;

/**
 * The long operations that a server has taken on: one at a time, in the order in which they came. Other faces work on the same
 * stack; the lock of the stack, for which each job waits, is what they share.
 */
export class Jobs {
  readonly #entries = new Map<string, Entry>();
  #last: Promise<void> = Promise.resolve();

  /** Takes a job on. @returns it as it stands now; `over` settles when it has ended, and never rejects. */
  start(wanted: NewJob, work: Work): { job: Job; over: Promise<void> } {
    const id = randomUUID();
    const abort = new AbortController();
    const before = this.#last;
    const over = before.then(async () => await this.#run(id, work));
    this.#last = over;
    const job: Job = { ...wanted, id, state: "waiting", created: new Date().toISOString(), progress: [] };
    this.#entries.set(id, { job, abort, listeners: new Set(), over });
    this.#forget();
    return { job, over };
  }

  get all(): readonly Job[] {
    return [...this.#entries.values()].map(({ job }) => job);
  }

  get(id: string): Job | undefined {
    return this.#entries.get(id)?.job;
  }

  /** Ends a job where nothing is half done. @returns whether there was one that had not ended. */
  cancel(id: string): boolean {
    const entry = this.#entries.get(id);
    if (entry === undefined || entry.job.ended !== undefined) return false;
    entry.abort.abort();
    return true;
  }

  /** Tells everything that was and that comes. @returns a function that ends it. */
  listen(id: string, listener: (event: JobEvent) => void): () => void {
    const entry = this.#entries.get(id);
    if (entry === undefined) return () => undefined;
    for (const progress of entry.job.progress) listener({ progress });
    listener({ job: withoutProgress(entry.job) });
    entry.listeners.add(listener);
    return () => void entry.listeners.delete(listener);
  }

  async #run(id: string, work: Work): Promise<void> {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    const { abort, job } = entry;
    if (abort.signal.aborted) return this.#set(entry, { state: "cancelled", ended: new Date().toISOString() });
    this.#set(entry, { state: "running" });
    const report = (progress: Progress) => {
      entry.job = { ...entry.job, progress: [...entry.job.progress, progress] };
      for (const tell of entry.listeners) tell({ progress });
    };
    try {
      await actingAs(job.user, async () => await work({ report, signal: abort.signal }));
      this.#set(entry, { state: "done", ended: new Date().toISOString() });
    } catch (error) {
      const kind = error instanceof FleetError ? error.kind : "failed";
      const state = kind === "cancelled" ? "cancelled" : "failed";
      this.#set(entry, { state, ended: new Date().toISOString(), error: { kind, message: messageOf(error) } });
    }
  }

  #set(entry: Entry, change: Partial<Job>): void {
    entry.job = { ...entry.job, ...change };
    for (const tell of entry.listeners) tell({ job: withoutProgress(entry.job) });
  }

  #forget(): void {
    const ended = [...this.#entries.values()].filter(({ job }) => job.ended !== undefined);
    for (const { job } of ended.slice(0, Math.max(0, ended.length - remembered))) this.#entries.delete(job.id);
  }
}

const withoutProgress = ({ progress: _steps, ...job }: Job): Omit<Job, "progress"> => job;
