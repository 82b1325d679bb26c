import { messageOf } from "../../operations/errors";
import type { Questions } from "../fleet";
import { type ShownLine, shownLine } from "../detail/logLines";

/** The log of an instance as far as it is kept. */
export interface LogNow {
  readonly lines: readonly ShownLine[];
  /** Milliseconds since 1970: since when the first lines are waited for. */
  readonly since?: number | undefined;
  /** Why it cannot be read. */
  readonly problem?: string | undefined;
}

/** Lines that are kept, and that are asked of each service at first. */
const kept = 2000;
const tail = 100;
/** Milliseconds that lines are held back for, so that many are drawn at once. */
const together = 200;

/** Follows the log of an instance while somebody looks at it. */
export class LogTail {
  #now: LogNow = { lines: [] };
  #waiting: ShownLine[] = [];
  #timer: NodeJS.Timeout | undefined;
  #stop: AbortController | undefined;
  readonly #listeners = new Set<() => void>();

  constructor(
    private readonly ask: Pick<Questions, "logs">,
    private readonly name: string,
  ) {}

  readonly reading = (): LogNow => this.#now;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    if (this.#stop === undefined) void this.#follow((this.#stop = new AbortController()));
    return () => {
      if (!this.#listeners.delete(listener) || this.#listeners.size > 0) return;
      this.#stop?.abort();
      this.#stop = undefined;
    };
  };

  async #follow({ signal }: AbortController): Promise<void> {
    this.#tell({ lines: [], since: Date.now() });
    try {
      for await (const line of this.ask.logs(this.name, { services: [], tail, follow: true, signal })) {
        this.#waiting.push(shownLine(line));
        this.#timer ??= setTimeout(() => this.#take(), together);
      }
      this.#take();
    } catch (error) {
      if (!signal.aborted) this.#tell({ ...this.#now, since: undefined, problem: messageOf(error) });
    }
  }

  #take(): void {
    this.#timer = undefined;
    this.#tell({ lines: [...this.#now.lines, ...this.#waiting.splice(0)].slice(-kept) });
  }

  #tell(now: LogNow): void {
    this.#now = now;
    for (const listener of this.#listeners) listener();
  }
}
