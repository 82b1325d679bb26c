/** What is known of something that is read in the background. Times are milliseconds since 1970. */
export interface Reading<T> {
  readonly value?: T | undefined;
  /** When the value was read. */
  readonly at?: number | undefined;
  /** Why the last attempt brought nothing; the value is of an earlier one. */
  readonly problem?: string | undefined;
  /** Since when an answer is waited for; undefined while nothing is asked. */
  readonly since?: number | undefined;
}

/** Milliseconds after which waiting is worth a word. */
export const longWait = 2000;

/** Since when somebody waits, once it is worth a word. */
export const waitsSince = ({ since }: Reading<unknown>, now: number): number | undefined =>
  since !== undefined && now - since >= longWait ? since : undefined;
