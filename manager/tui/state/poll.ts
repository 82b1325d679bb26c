import { messageOf } from "../../operations/errors";
import { Meter } from "./meter";
import type { Reading } from "./reading";

/** Share of one processor that all reads together may take. */
const share = 0.05;

/** Polls that are under way in this process: they share the processor. */
let running = 0;
const meter = new Meter();

/**
 * Asks the same question again and again while somebody listens, never twice at a time. What costs much processor time is asked
 * less often, so that the whole stays within its share however large the fleet is.
 */
export class Poll<T> {
  #reading: Reading<T> = {};
  readonly #listeners = new Set<() => void>();
  #timer: NodeJS.Timeout | undefined;
  #asking = false;
  #again = false;

  /** @param every milliseconds between two questions; Infinity for one alone. */
  constructor(
    private readonly ask: () => Promise<T>,
    private readonly every: number,
  ) {}

  readonly reading = (): Reading<T> => this.#reading;

  /** The first listener starts it, and it ends with the last. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) {
      running++;
      if (this.#timer === undefined) void this.#round();
    }
    return () => {
      if (!this.#listeners.delete(listener) || this.#listeners.size > 0) return;
      running--;
      clearTimeout(this.#timer);
      this.#timer = undefined;
    };
  };

  /** Asks at once; right after the question that is out, where one is. */
  readonly now = (): void => {
    this.#again = this.#asking;
    if (!this.#asking) void this.#round();
  };

  async #round(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    clearTimeout(this.#timer);
    this.#tell({ ...this.#reading, since: Date.now() });
    const cost = meter.begin();
    try {
      const value = await this.ask();
      this.#tell({ value, at: Date.now() });
    } catch (error) {
      this.#tell({ ...this.#reading, since: undefined, problem: messageOf(error) });
    }
    const pause = this.#again ? 0 : pauseAfter(cost(), this.every, running);
    this.#asking = false;
    this.#again = false;
    if (this.#listeners.size > 0 && pause !== Infinity) this.#timer = setTimeout(() => void this.#round(), pause);
    else this.#timer = undefined;
  }

  #tell(reading: Reading<T>): void {
    this.#reading = reading;
    for (const listener of this.#listeners) listener();
  }
}

/**
 * Milliseconds to leave a question alone for.
 * @param cost milliseconds of processor time that it took. @param polls how many share the processor.
 */
export const pauseAfter = (cost: number, every: number, polls: number): number =>
  Math.max(every, (cost * Math.max(1, polls)) / share);
