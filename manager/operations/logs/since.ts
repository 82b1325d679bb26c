import { FleetError } from "../errors";

const seconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 24 * 3600 };

/** A moment: a time before now such as `90s`, `10m`, `2h` or `3d`, or a date. @throws FleetError when it is neither. */
export function momentOf(text: string, now = Date.now()): Date {
  const [, count, unit = ""] = /^(\d+)([smhd])$/.exec(text) ?? [];
  if (count !== undefined) return new Date(now - Number(count) * (seconds[unit] ?? 1) * 1000);
  const at = Date.parse(text);
  if (!Number.isNaN(at)) return new Date(at);
  throw new FleetError(
    "usage",
    `--since "${text}" should be a time such as 10m, 2h or 3d, or a date such as 2026-03-01T12:00.`,
  );
}
