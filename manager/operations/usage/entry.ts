import type { Cursor } from "../metrics/gatewayLog";

/** A calendar month in UTC, such as `2026-11`. */
export type Month = string;

/** What an instance used in a month, as far as it was counted. */
export interface Entry {
  /** ISO 8601: from when on, up to when it was counted. */
  readonly since: string;
  readonly until: string;
  /** Up to where its gateway's log was. */
  readonly cursor: Cursor;
  readonly requests: number;
  /** Answers of 500 and more, among the requests. */
  readonly errors: number;
  /** Bytes of the bodies that its gateway sent. */
  readonly egress: number;
  /** Seconds that its database ran. */
  readonly running: number;
  /** Bytes of its volumes times the seconds that they lay there, and those seconds. */
  readonly stored: Stored;
}

export interface Stored {
  readonly byteSeconds: number;
  readonly seconds: number;
  /** Bytes at the last look; unset before the first. */
  readonly last?: number | undefined;
  readonly peak: number;
}

/** Requests of a month in a piece of a gateway's log. */
export interface Tally {
  readonly requests: number;
  readonly errors: number;
  readonly egress: number;
  /** Time of the last of them. */
  readonly last: Cursor;
}

/** What was seen of an instance at a moment. */
export interface Seen {
  readonly at: Date;
  /** Since when its database runs; unset when it does not. */
  readonly runsSince?: Date | undefined;
  /** Bytes of its volumes; unset when nobody has looked. */
  readonly stored?: number | undefined;
  /** By month; of what came after the entry's cursor. */
  readonly tallies: ReadonlyMap<Month, Tally>;
  /** Up to where the log was read. */
  readonly cursor: Cursor;
}

export const monthOf = (at: Date | string): Month => (typeof at === "string" ? at : at.toISOString()).slice(0, 7);

export const startOf = (month: Month): Date => new Date(`${month}-01T00:00:00.000Z`);

export function endOf(month: Month): Date {
  const start = startOf(month);
  return new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1));
}

const nothing = { requests: 0, errors: 0, egress: 0, running: 0 };

const storedFirst = (last: number | undefined): Stored => ({ byteSeconds: 0, seconds: 0, last, peak: last ?? 0 });

/**
 * The entries of the months since the last one, oldest first. A span without a look is counted all the same where something
 * tells of it afterwards: the log of its requests, the start of its database, the size of its volumes.
 * @param before the newest entry; unset for an instance that was never seen, whose count begins now, with nothing.
 */
export function counted(before: Entry | undefined, seen: Seen): ReadonlyMap<Month, Entry> {
  const now = seen.at.toISOString();
  if (before === undefined) {
    const first = { ...nothing, since: now, until: now, cursor: seen.cursor, stored: storedFirst(seen.stored) };
    return new Map([[monthOf(now), first]]);
  }
  const entries = new Map<Month, Entry>();
  for (let month = monthOf(before.until); month <= monthOf(now); month = monthOf(endOf(month))) {
    const base = month === monthOf(before.until) ? before : begun(month, before);
    entries.set(month, advanced(base, seen, month));
  }
  return entries;
}

function begun(month: Month, { cursor, stored }: Entry): Entry {
  const since = startOf(month).toISOString();
  return { ...nothing, since, until: since, cursor, stored: storedFirst(stored.last) };
}

function advanced(base: Entry, { at, runsSince, stored, tallies, cursor }: Seen, month: Month): Entry {
  const [from, to] = [Date.parse(base.until), Math.min(at.getTime(), endOf(month).getTime())];
  const seconds = Math.max(0, to - from) / 1000;
  const running = runsSince === undefined ? 0 : Math.max(0, to - Math.max(from, runsSince.getTime())) / 1000;
  const tally = tallies.get(month);
  return {
    since: base.since,
    until: new Date(Math.max(from, to)).toISOString(),
    cursor: month === monthOf(at) ? cursor : (tally?.last ?? base.cursor),
    requests: base.requests + (tally?.requests ?? 0),
    errors: base.errors + (tally?.errors ?? 0),
    egress: base.egress + (tally?.egress ?? 0),
    running: base.running + running,
    stored: grown(base.stored, stored ?? base.stored.last, seconds),
  };
}

/** A size counts for the span before the look at it. */
function grown(old: Stored, bytes: number | undefined, seconds: number): Stored {
  if (bytes === undefined) return old;
  return {
    byteSeconds: old.byteSeconds + bytes * seconds,
    seconds: old.seconds + seconds,
    last: bytes,
    peak: Math.max(old.peak, bytes),
  };
}
