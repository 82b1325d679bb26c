/** Figures of one name, as Prometheus reads them. */
export interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: "counter" | "gauge" | "histogram";
  readonly samples: readonly Point[];
}

export interface Point {
  readonly labels?: Labels;
  readonly value: number;
  /** Behind the family's name: the parts of a histogram. */
  readonly suffix?: "_bucket" | "_sum" | "_count";
}

export type Labels = Readonly<Record<string, string>>;

/** Of Prometheus' text format. */
export const contentType = "text/plain; version=0.0.4; charset=utf-8";

/** Families in Prometheus' text format; those without a figure are left out. */
export function exposition(families: readonly Family[]): string {
  return families
    .filter(({ samples }) => samples.length > 0)
    .map(({ name, help, type, samples }) => {
      const head = `# HELP ${name} ${help.replaceAll("\\", "\\\\").replaceAll("\n", "\\n")}\n# TYPE ${name} ${type}\n`;
      return head + samples.map((sample) => line(name, sample)).join("");
    })
    .join("");
}

function line(name: string, { labels = {}, value, suffix }: Point): string {
  return `${name}${suffix ?? ""}${inBraces(labels)} ${numeral(value)}\n`;
}

function inBraces(labels: Labels): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${escaped(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

const escaped = (value: string) => value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");

function numeral(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  return Number.isFinite(value) ? String(value) : value > 0 ? "+Inf" : "-Inf";
}
