import { FleetError } from "./errors";

/** Something that a long operation has to tell. Plain data: a terminal, a web page or a log may show it. */
export interface Progress {
  /** ISO 8601. */
  readonly at: string;
  /** Name of the instance it is about. */
  readonly instance?: string;
  /** A step begins, ends or says something on its way. */
  readonly state: "begin" | "end" | "note";
  readonly message: string;
}

/** What every long operation takes besides its arguments. */
export interface Running {
  readonly report: (progress: Progress) => void;
  /** Ends the operation at the next point where nothing is half done. */
  readonly signal: AbortSignal;
}

export function begin({ report }: Running, message: string, instance?: string): void {
  tell(report, "begin", message, instance);
}

export function note({ report }: Running, message: string, instance?: string): void {
  tell(report, "note", message, instance);
}

export function end({ report }: Running, message: string, instance?: string): void {
  tell(report, "end", message, instance);
}

function tell(report: Running["report"], state: Progress["state"], message: string, instance?: string): void {
  report({ at: new Date().toISOString(), state, message, ...(instance === undefined ? {} : { instance }) });
}

/** @throws FleetError when the operation was cancelled. */
export function stopIfCancelled({ signal }: Running): void {
  if (signal.aborted) throw new FleetError("cancelled", "Cancelled; the next run goes on from here.");
}
