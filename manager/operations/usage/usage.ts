import { FleetError } from "../errors";
import type { Workspace } from "../workspace";
import { type Entry, type Month, monthOf } from "./entry";
import { readMonth } from "./monthFile";

/** What an instance used in a month, for a bill. */
export interface InstanceUsage {
  readonly instance: string;
  /** ISO 8601: the count is of this span alone. */
  readonly countedFrom: string;
  readonly countedUntil: string;
  readonly requests: number;
  /** Answers of 500 and more, among the requests. */
  readonly errors: number;
  /** Bytes of the bodies that its gateway sent. */
  readonly egressBytes: number;
  /** Hours that its database ran, to the thousandth. */
  readonly hoursRunning: number;
  /** Bytes of its volumes: on average over the span, at most, and at the end. */
  readonly storageBytes: number;
  readonly storageBytesPeak: number;
  readonly storageBytesLast: number;
  /** Bytes times hours. */
  readonly storageByteHours: number;
}

export interface MonthUsage {
  readonly month: Month;
  /** By name; those that were deleted since are among them. */
  readonly instances: readonly InstanceUsage[];
}

/** @throws FleetError when it is no month. */
export function usageOf(workspace: Workspace, month: Month = monthOf(new Date())): MonthUsage {
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month))
    throw new FleetError("usage", `A month should be written as in 2026-11, not "${month}".`);
  const entries = Object.entries(readMonth(workspace, month)).sort(([a], [b]) => (a < b ? -1 : 1));
  return { month, instances: entries.map(([name, entry]) => billed(name, entry)) };
}

function billed(instance: string, { since, until, requests, errors, egress, running, stored }: Entry): InstanceUsage {
  return {
    instance,
    countedFrom: since,
    countedUntil: until,
    requests,
    errors,
    egressBytes: egress,
    hoursRunning: Math.round(running / 3.6) / 1000,
    storageBytes: stored.seconds === 0 ? (stored.last ?? 0) : Math.round(stored.byteSeconds / stored.seconds),
    storageBytesPeak: stored.peak,
    storageBytesLast: stored.last ?? 0,
    storageByteHours: Math.round(stored.byteSeconds / 3600),
  };
}

const columns = {
  month: ({ month }) => month,
  instance: (_month, { instance }) => instance,
  counted_from: (_month, { countedFrom }) => countedFrom,
  counted_until: (_month, { countedUntil }) => countedUntil,
  requests: (_month, { requests }) => requests,
  errors: (_month, { errors }) => errors,
  egress_bytes: (_month, { egressBytes }) => egressBytes,
  hours_running: (_month, { hoursRunning }) => hoursRunning,
  storage_bytes: (_month, { storageBytes }) => storageBytes,
  storage_bytes_peak: (_month, { storageBytesPeak }) => storageBytesPeak,
  storage_bytes_last: (_month, { storageBytesLast }) => storageBytesLast,
  storage_byte_hours: (_month, { storageByteHours }) => storageByteHours,
} satisfies Record<string, (month: MonthUsage, usage: InstanceUsage) => string | number>;

/** RFC 4180, with a head. Nothing in it needs quotes: names have letters, digits and hyphens. */
export function usageCsv(month: MonthUsage): string {
  const rows = month.instances.map((usage) => Object.values(columns).map((cell) => cell(month, usage)).join(",")); // prettier-ignore
  return [Object.keys(columns).join(","), ...rows, ""].join("\r\n");
}
