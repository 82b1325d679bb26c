import type { Latency } from "./latency";

/** Seconds within which half, 95 and 99 of 100 answers came. */
export interface Quantiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

type Buckets = Latency["buckets"];

/**
 * How long the answers took that came between two looks at the same gateway, of all its services together.
 * @param before unset: since the gateway started.
 * @returns undefined when there were none.
 */
export function quantilesOf(now: readonly Latency[], before: readonly Latency[] = []): Quantiles | undefined {
  // A gateway that was started anew counts from nothing.
  const anew = now.some(({ service, count }) => count < (before.find((old) => old.service === service)?.count ?? 0));
  const buckets = minus(sumOf(now), anew ? [] : sumOf(before));
  const count = total(now) - (anew ? 0 : total(before));
  if (count <= 0) return undefined;
  return {
    p50: quantile(buckets, count, 0.5),
    p95: quantile(buckets, count, 0.95),
    p99: quantile(buckets, count, 0.99),
  };
}

const total = (latencies: readonly Latency[]) => latencies.reduce((sum, { count }) => sum + count, 0);

function sumOf(latencies: readonly Latency[]): Buckets {
  const counts = new Map<number, number>();
  for (const { le, count } of latencies.flatMap(({ buckets }) => buckets)) counts.set(le, (counts.get(le) ?? 0) + count); // prettier-ignore
  return [...counts].map(([le, count]) => ({ le, count })).sort((a, b) => a.le - b.le);
}

const minus = (now: Buckets, before: Buckets): Buckets =>
  now.map(({ le, count }) => ({ le, count: count - (before.find((old) => old.le === le)?.count ?? 0) }));

/** As Prometheus estimates it: evenly spread within a bucket. Above the last border, that border. */
function quantile(buckets: Buckets, count: number, share: number): number {
  const rank = share * count;
  let [from, below] = [0, 0];
  for (const { le, count: upTo } of buckets) {
    if (upTo >= rank) return upTo === below ? le : from + ((le - from) * (rank - below)) / (upTo - below);
    [from, below] = [le, upTo];
  }
  return from;
}
