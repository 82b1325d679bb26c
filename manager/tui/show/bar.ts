import type { Glyphs } from "./glyphs";

/** How much of something is in use. @param share 0 to 1; undefined where nobody knows. */
export function bar(share: number | undefined, width: number, { full, empty }: Glyphs): string {
  if (share === undefined || Number.isNaN(share)) return " ".repeat(width);
  const filled = Math.round(Math.min(1, Math.max(0, share)) * width);
  // A little is not nothing.
  const shown = filled === 0 && share > 0 ? 1 : filled;
  return full.repeat(shown) + empty.repeat(width - shown);
}

export interface GraphSize {
  readonly width: number;
  /** Lines. */
  readonly height: number;
  /** Value at the upper edge; the largest one when unset. */
  readonly top?: number | undefined;
}

/** The last values as columns, the newest on the right; one that is undefined is a gap. */
export function graph(
  values: readonly (number | undefined)[],
  { width, height, top }: GraphSize,
  { steps }: Glyphs,
): string[] {
  const last = values.slice(-width);
  const edge = top ?? Math.max(...last.flatMap((value) => value ?? []), 0);
  const columns = [...Array<undefined>(width - last.length).fill(undefined), ...last];
  const eighths = columns.map((value) => eighthsOf(value, edge, height * steps.length));
  return Array.from({ length: height }, (_, line) => {
    const below = (height - 1 - line) * steps.length;
    return eighths.map((count) => steps[Math.min(count - below, steps.length) - 1] ?? " ").join("");
  });
}

/** A value that is there shows, however small it is. */
function eighthsOf(value: number | undefined, edge: number, most: number): number {
  if (value === undefined) return 0;
  return edge <= 0 ? 1 : Math.max(1, Math.round((Math.min(value, edge) / edge) * most));
}
