const units = ["B", "KiB", "MiB", "GiB", "TiB"];

/** Bytes for the eye, such as `1.2 GiB`; a dash where nobody knows. */
export function bytes(count: number | undefined): string {
  if (count === undefined) return "-";
  let [value, unit] = [count, 0];
  for (; value >= 999.5 && unit < units.length - 1; unit++) value /= 1024;
  return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

export const percent = (value: number | undefined): string => (value === undefined ? "-" : `${value.toFixed(1)} %`);

const spans: readonly [seconds: number, one: string, many: string][] = [
  [365 * 24 * 3600, "year", "years"],
  [24 * 3600, "day", "days"],
  [3600, "hour", "hours"],
  [60, "minute", "minutes"],
];

/** The time between two moments in the largest unit that fits twice, such as `36 hours`. */
export function span(from: string, to: string): string {
  const seconds = Math.abs(Date.parse(to) - Date.parse(from)) / 1000;
  const found = spans.find(([size]) => seconds >= 2 * size) ?? spans.find(([size]) => seconds >= size);
  if (found === undefined) return `${Math.round(seconds)} seconds`;
  const count = Math.floor(seconds / found[0]);
  return `${count} ${count === 1 ? found[1] : found[2]}`;
}

/** The day of a moment. */
export const day = (at: string): string => at.slice(0, 10);
