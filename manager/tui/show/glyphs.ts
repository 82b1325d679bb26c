/** The signs that bars, graphs and marks are drawn with. */
export interface Glyphs {
  readonly full: string;
  readonly empty: string;
  /** From little to much. */
  readonly steps: readonly string[];
  readonly cursor: string;
  readonly marked: string;
  readonly good: string;
  readonly bad: string;
  readonly rule: string;
  readonly hidden: string;
}

export const blocks: Glyphs = {
  full: "█",
  empty: "░",
  steps: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
  cursor: "›",
  marked: "●",
  good: "✓",
  bad: "✗",
  rule: "─",
  hidden: "••••••••",
};

/** For a terminal that knows no others. */
export const plain: Glyphs = {
  full: "#",
  empty: ".",
  steps: [".", ":", "-", "=", "+", "*", "#", "@"],
  cursor: ">",
  marked: "*",
  good: "+",
  bad: "x",
  rule: "-",
  hidden: "********",
};

/** What the locale can say; the first of the three that is set counts, as everywhere. */
export function glyphsFor({ LC_ALL, LC_CTYPE, LANG, TERM }: NodeJS.ProcessEnv): Glyphs {
  const locale = [LC_ALL, LC_CTYPE, LANG].find((value) => value !== undefined && value !== "") ?? "";
  return /utf-?8/i.test(locale) && TERM !== "dumb" ? blocks : plain;
}
