import type { Subject } from "./subject";

/** One thing to prove of an instance. */
export interface Check {
  readonly id: string;
  /** What holds when it is passed. */
  readonly sentence: string;
  /**
   * Looks, and leaves nothing behind.
   * @returns what a reader should know although it is passed.
   * @throws Failed or Skipped; anything else counts as failed.
   */
  readonly run: (subject: Subject) => Promise<string | undefined>;
}

/** It does not hold: what was found and what to do. */
export class Failed extends Error {}

/** It cannot be said, or does not apply: why. */
export class Skipped extends Error {}

/** @throws Failed naming all of them when there are any. */
export function failIf(problems: readonly string[]): void {
  if (problems.length > 0) throw new Failed(problems.join("\n"));
}
