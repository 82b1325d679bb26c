import { actor } from "../../operations/actor";
import type { Job, Jobs } from "../../operations/jobs";
import type { Running } from "../../operations/progress";

/** The jobs that were begun on the screen, oldest first, as something that is drawn anew when one of them moves on. */
export class Work {
  readonly #listeners = new Set<() => void>();
  #all: readonly Job[];

  /** @param ended is told of each job that has ended. */
  constructor(
    private readonly jobs: Jobs,
    private readonly ended: () => void,
  ) {
    this.#all = jobs.all;
  }

  readonly reading = (): readonly Job[] => this.#all;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** @returns id of the job. */
  begin(name: string, instance: string | undefined, work: (running: Running) => Promise<unknown>): string {
    const { job } = this.jobs.start({ name, instance, user: actor() }, work);
    const stop = this.jobs.listen(job.id, (event) => {
      this.#all = this.jobs.all;
      for (const listener of this.#listeners) listener();
      if (!("job" in event) || event.job.ended === undefined) return;
      this.ended();
      // Its last event is told before listen has come back, where it has ended already.
      queueMicrotask(() => stop());
    });
    return job.id;
  }

  cancel(id: string): boolean {
    return this.jobs.cancel(id);
  }
}

/** The job that most deserves a line: one at work, or else the last one that ended. */
export const foremost = (jobs: readonly Job[]): Job | undefined =>
  jobs.find(({ state }) => state === "running") ?? jobs.findLast(({ ended }) => ended !== undefined);

/** The job that is at work or the next to be. */
export const atWork = (jobs: readonly Job[]): Job | undefined => jobs.find(({ ended }) => ended === undefined);

/** Settles when a job has ended, however it went. */
export const untilEnded = async (jobs: Jobs, id: string): Promise<void> =>
  await new Promise((resolve) => {
    jobs.listen(id, (event) => {
      if ("job" in event && event.job.ended !== undefined) resolve();
    });
  });
