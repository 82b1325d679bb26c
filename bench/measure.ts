/** The runs of both sides of a comparison, in seconds. */
export interface Comparison {
  readonly name: string;
  readonly ours: readonly number[];
  readonly other: readonly number[];
  /** What `other` is. */
  readonly against: string;
  /** The ratio we aim at. */
  readonly target: number;
}

/** A number that is counted, not compared. */
export interface Count {
  readonly name: string;
  readonly failed: number;
  readonly of: number;
  readonly target: number;
}

export type Result = Comparison | Count;

/** Seconds of every side, which run in turn: what else the machine does meets all of them alike. */
export async function alternate<Side extends string>(
  rounds: number,
  sides: Readonly<Record<Side, () => Promise<number>>>,
): Promise<Record<Side, number[]>> {
  const all = Object.entries(sides) as [Side, () => Promise<number>][]; // Object.entries widens to string
  const seconds = Object.fromEntries(all.map(([side]) => [side, []])) as unknown as Record<Side, number[]>; // fromEntries too
  for (let round = 1; round <= rounds; round++) {
    for (const [side, work] of all) {
      const taken = await work();
      seconds[side].push(taken);
      progress(`round ${round}, ${side}: ${taken.toFixed(2)} s`);
    }
  }
  return seconds;
}

export const progress = (line: string): void => void process.stderr.write(`  ${line}\n`);

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? NaN) + (sorted[Math.floor(middle)] ?? NaN)) / 2;
}

/** Ratio of the medians, and the smallest and largest ratio of a pair. */
export function ratio({ ours, other }: Comparison): { median: number; low: number; high: number } {
  const each = ours.map((seconds, pair) => seconds / (other[pair] ?? NaN));
  return { median: median(ours) / median(other), low: Math.min(...each), high: Math.max(...each) };
}

/** One line per result, as a table of Markdown. */
export function table(results: readonly Result[]): string {
  const lines = results.map((result) => ("failed" in result ? counted(result) : compared(result)));
  return ["| what | ours | other | ratio | target |", "| --- | --- | --- | --- | --- |", ...lines].join("\n");
}

function compared(comparison: Comparison): string {
  const { median: middle, low, high } = ratio(comparison);
  const { name, ours, other, against, target } = comparison;
  return `| ${name} | ${spread(ours)} | ${against}: ${spread(other)} | **${middle.toFixed(2)}** (${low.toFixed(2)} to ${high.toFixed(2)}) | ≤ ${target.toFixed(2)} |`;
}

const counted = ({ name, failed, of, target }: Count) =>
  `| ${name} | **${failed}** failed of ${of} requests |  |  | ${target} |`;

function spread(seconds: readonly number[]): string {
  return `${median(seconds).toFixed(1)} s (${Math.min(...seconds).toFixed(1)} to ${Math.max(...seconds).toFixed(1)})`;
}
