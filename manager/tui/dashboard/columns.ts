/** Columns of the list of instances, in characters. A bar of 0 is left out. */
export interface Columns {
  readonly name: number;
  /** 0 where there is no room to tell the host. */
  readonly host: number;
  readonly bar: number;
}

/** What the rest of a line takes: marks, state, services, figures and the spaces between them. */
const fixed = 2 + 10 + 7 + 8 + 10 + 9;

/** Names are never cut before bars get short; the host comes once everything else has its room. */
export function columnsFor(width: number, longestName: number, longestHost: number): Columns {
  const name = Math.min(Math.max(longestName, 4), Math.max(12, width - fixed - 3 * 5)) + 1;
  const left = width - fixed - name;
  const host = left >= 3 * 7 + longestHost + 1 ? Math.max(longestHost, 4) + 1 : 0;
  const bar = Math.max(0, Math.min(24, Math.floor((left - host) / 3) - 1));
  return { name, host, bar };
}
