import { FleetError } from "../operations/errors";
import type { Job } from "../operations/jobs";
import type { Running } from "../operations/progress";
import type { Caller, Services } from "./services";

/** A change of one instance. */
export interface Change {
  /** For the list of jobs, such as `pause blog`. */
  readonly name: string;
  readonly instance: string;
}

/** Takes a change on that brings containers up: the answer does not wait for it, the project's state tells how it goes. */
export const begin = (
  { jobs }: Services,
  caller: Caller,
  change: Change,
  work: (running: Running) => Promise<unknown>,
): Job => jobs.start({ ...change, user: caller.name }, work).job;

/**
 * Takes a change on and waits for its end, behind those that came before. A client that goes away does not end it.
 * @throws FleetError as the change itself does.
 */
export async function finished<T>(
  { jobs }: Services,
  caller: Caller,
  change: Change,
  work: (running: Running) => Promise<T>,
): Promise<T> {
  const values: T[] = [];
  const { job, over } = jobs.start({ ...change, user: caller.name }, async (running) =>
    values.push(await work(running)),
  );
  await over;
  const { error } = jobs.get(job.id) ?? job;
  const [value] = values;
  if (error !== undefined || values.length === 0)
    throw new FleetError(error?.kind ?? "failed", error?.message ?? "The change ended without a word.");
  return value as T; // there is one, even when it is undefined
}
