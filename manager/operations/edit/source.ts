import { type Node, type Pair, isCollection, isNode, isPair, isScalar } from "yaml";

/** A piece of a text to be written anew. */
export interface Splice {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** The text of a stack file, and where in it things stand. */
export class Source {
  readonly #breaks: "\n" | "\r\n";

  constructor(readonly text: string) {
    this.#breaks = text.includes("\r\n") ? "\r\n" : "\n";
  }

  /** Begin of the line that a place is on. */
  lineStart(at: number): number {
    return this.text.lastIndexOf("\n", at - 1) + 1;
  }

  /** Begin of the next line; a place behind a line break is there already. */
  lineEnd(at: number): number {
    if (at > 0 && this.text[at - 1] === "\n") return at;
    const end = this.text.indexOf("\n", at);
    return end === -1 ? this.text.length : end + 1;
  }

  /** In front of the line break that a place may be behind. */
  backFromBreak(at: number): number {
    if (at === 0 || this.text[at - 1] !== "\n") return at;
    return this.text[at - 2] === "\r" ? at - 2 : at - 1;
  }

  line(start: number): string {
    return this.text.slice(start, this.lineEnd(start + 1)).replace(/\r?\n$/, "");
  }

  column(at: number): number {
    return at - this.lineStart(at);
  }

  /** The line that an entry of a list begins on, whose dash stands in this column. */
  dashLine(item: Node, column: number): number {
    let start = this.lineStart(startOf(item));
    while (this.text[start + column] !== "-" && start > 0) start = this.lineStart(start - 1);
    return start;
  }

  /** Past the comments below an entry that stand deeper than its dash: they are the entry's. */
  pastComments(at: number, column: number): number {
    let end = this.lineEnd(at);
    while (end < this.text.length && new RegExp(`^ {${column + 1},}#`).test(this.line(end)))
      end = this.lineEnd(end + 1);
    return end;
  }

  insert(at: number, text: string): Splice {
    const broken = at === 0 || this.text[at - 1] === "\n";
    return { from: at, to: at, text: broken ? text : `\n${text.replace(/\n$/, "")}` };
  }

  /** The text with its pieces exchanged. */
  with(splices: readonly Splice[]): string {
    return [...splices]
      .sort((a, b) => b.from - a.from || b.to - a.to)
      .reduce(
        (text, { from, to, text: piece }) => text.slice(0, from) + this.#broken(piece) + text.slice(to),
        this.text,
      );
  }

  #broken(piece: string): string {
    return piece.replaceAll("\n", this.#breaks);
  }
}

export const startOf = (node: Node): number => node.range?.[0] ?? 0;

/** Where the last thing in a node ends, without the comment behind it. */
export function endOf(node: unknown): number {
  if (isPair(node)) return node.value === null ? endOf(node.key) : endOf(node.value);
  if (isCollection(node) && node.flow !== true && node.items.length > 0) return endOf(node.items.at(-1));
  return isNode(node) ? (node.range?.[1] ?? 0) : 0;
}

export const keyOf = ({ key }: Pair): string => String(isScalar(key) ? key.value : key);
