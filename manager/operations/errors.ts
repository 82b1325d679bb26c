/** What went wrong, for a program to act on: each kind has one exit code, and later one HTTP status. */
export type ErrorKind =
  /** The call itself is wrong: an unknown name, a value out of range. */
  | "usage"
  /** The stack file or the state says something that cannot be. */
  | "config"
  /** Another job holds the stack. */
  | "busy"
  /** A program that this needs is not on this machine. */
  | "missing"
  /** A host or its Docker does not answer. */
  | "unreachable"
  /** It was refused to keep data safe. */
  | "refused"
  /** It was tried and did not work. */
  | "failed"
  /** Somebody stopped it. */
  | "cancelled";

/** An error for a person: what, where, and the command that helps. It never carries a secret. */
export class FleetError extends Error {
  constructor(
    readonly kind: ErrorKind,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.name = "FleetError";
  }
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
