import { Writable } from "node:stream";

/** What is painted on: standard output, or a test's own. */
export interface Terminal {
  readonly columns: number;
  readonly rows: number;
  write(text: string): unknown;
  on(event: "resize", listener: () => void): unknown;
  off(event: "resize", listener: () => void): unknown;
}

/** How a frame may look. */
export interface Dress {
  readonly coloured: boolean;
  /** Whether the terminal knows no other letters. */
  readonly ascii: boolean;
}

const hide = "\u001b[?25l";
const show = "\u001b[?25h";
/** Another screen beside what the terminal shows, on which pasted texts are marked as such; and back. */
const enter = "\u001b[?1049h\u001b[2J\u001b[?2004h";
const leave = "\u001b[2J\u001b[?2004l\u001b[?1049l";
/** Terminals that know it show a frame only when it is whole. */
const [begin, end] = ["\u001b[?2026h", "\u001b[?2026l"];

/** Milliseconds between two frames at least: over a slow line more would queue up. */
const between = 50;

/**
 * Takes whole frames, as Ink writes them in debug mode, and paints the lines that are others than before. Ink's own way of doing
 * so loses a line where a frame ends with a line break (6.8).
 */
export class Painter extends Writable {
  readonly isTTY = true;
  #painted: readonly string[] = [];
  #frame: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #last = 0;
  #isLost = false;

  constructor(
    private readonly terminal: Terminal,
    private readonly dress: Dress = { coloured: true, ascii: false },
  ) {
    super({ decodeStrings: false });
    terminal.write(enter + hide);
    terminal.on("resize", this.#resized);
  }

  get columns(): number {
    return this.terminal.columns;
  }

  get rows(): number {
    return this.terminal.rows;
  }

  /** Gives the terminal back as it was. */
  restore(): void {
    if (!this.#isLost) this.terminal.write(show + leave);
    this.lose();
  }

  /** The terminal is gone, as when a connection is lost: nothing is written to it any more. */
  lose(): void {
    this.#isLost = true;
    clearTimeout(this.#timer);
    this.terminal.off("resize", this.#resized);
  }

  override _write(frame: string, _encoding: BufferEncoding, done: () => void): void {
    if (frame !== "" && !this.#isLost) {
      this.#frame = frame;
      this.#timer ??= setTimeout(() => this.#paint(), Math.max(0, this.#last + between - Date.now()));
    }
    done();
  }

  #paint(): void {
    this.#timer = undefined;
    this.#last = Date.now();
    const frame = this.#frame ?? "";
    const lines = dressed(frame, this.dress).split("\n").slice(0, this.rows);
    const changed = Array.from({ length: Math.max(lines.length, this.#painted.length) }, (_, at) =>
      lines[at] === this.#painted[at] ? "" : `\u001b[${at + 1};1H\u001b[K${lines[at] ?? ""}`,
    ).join("");
    this.#painted = lines;
    if (changed !== "") this.terminal.write(begin + changed + end);
  }

  readonly #resized = (): void => {
    this.#painted = [];
    this.terminal.write("\u001b[2J");
    this.emit("resize");
  };
}

const others: Readonly<Record<string, string>> = {
  "…": ".",
  "→": ">",
  "✓": "+",
  "✗": "x",
  "×": "x",
  "•": "*",
  "⏎": " ",
};

/** A frame in what the terminal knows and its user wants, as wide as before. */
function dressed(frame: string, { coloured, ascii }: Dress): string {
  const plain = coloured ? frame : frame.replace(/\u001b\[[0-9;]*m/g, "");
  return ascii ? plain.replace(/[^\u0000-\u007f]/gu, (letter) => others[letter] ?? "?") : plain;
}
