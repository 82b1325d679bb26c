import type { Running } from "../../operations/progress";
import type { Field } from "../screen/fields";

/** Something that is done once somebody has seen what it comes to. */
export interface Change {
  /** Such as `Pause blog`. */
  readonly title: string;
  /** The operation for the list of jobs, such as `pause blog`; no secret. */
  readonly job: string;
  readonly instance?: string | undefined;
  /** Whether what it comes to is the same whatever is at work. */
  readonly isSimple?: boolean;
  /** Looks what it comes to, in words for so many columns; nothing is changed. */
  prepare(columns: number): Promise<Prepared>;
}

export interface Prepared {
  /** What it comes to, in lines. */
  readonly text: string;
  /** Why it is not done. */
  readonly refused?: string | undefined;
  /** What is asked besides; each field without a problem before it is done. */
  readonly fields: readonly Field[];
  /** What is wrong with an answer; undefined when nothing is. */
  check?(id: string, value: string): string | undefined;
  /** Clears up what was prepared, when somebody leaves instead. */
  abandon?(): void;
  carryOut(running: Running, answers: Readonly<Record<string, string>>): Promise<unknown>;
}
