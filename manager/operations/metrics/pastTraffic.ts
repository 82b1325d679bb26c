import type { Request } from "./accessLog";

/** What went through a gateway in a short while, as a graph has it. What nobody knows is undefined. */
export interface TrafficPoint {
  /** ISO 8601: its end. */
  readonly at: string;
  /** Requests per second. */
  readonly requests: number;
  /** Percent of them that were answered with 500 or more. */
  readonly errors: number;
  /** Milliseconds within which 95 of 100 answers came; unknown of the time before anybody looked. */
  readonly latency?: number | undefined;
}

/**
 * The graph of requests that a log tells of, for the time before anybody looked.
 * @param span milliseconds: its end, and how long a point and all of them are.
 */
export function pastTraffic(
  requests: readonly Pick<Request, "at" | "status">[],
  { until, step, points }: { readonly until: number; readonly step: number; readonly points: number },
): TrafficPoint[] {
  const begin = until - points * step;
  const counts = Array.from({ length: points }, () => ({ all: 0, failed: 0 }));
  for (const { at, status } of requests) {
    const count = counts[Math.floor((Date.parse(at) - begin) / step)];
    if (count === undefined) continue;
    count.all += 1;
    if (status >= 500) count.failed += 1;
  }
  return counts.map(({ all, failed }, index) => ({
    at: new Date(begin + (index + 1) * step).toISOString(),
    requests: (all * 1000) / step,
    errors: all === 0 ? 0 : (100 * failed) / all,
  }));
}
