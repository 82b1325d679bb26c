/** The newest result of something that is asked again and again. */
export interface Sample<T> {
  /** Unset before the first. */
  readonly value?: T | undefined;
  /** Milliseconds since 1970 at which it began to be taken. */
  readonly at?: number | undefined;
  /** Attempts that failed; the result of before stays. */
  readonly failures: number;
}

export interface SamplerOptions {
  /** Seconds between the beginnings of two samples. One that takes longer than half of them is given as much rest. */
  readonly every: number;
  /** Seconds after the last look at it in which it goes on; for ever when unset. */
  readonly wantedFor?: number;
}

/** Asks at its own pace, one at a time, so that whoever looks never waits. */
export class Sampler<T> {
  readonly #work: (before: T | undefined) => Promise<T>;
  readonly #options: SamplerOptions;
  #sample: Sample<T> = { failures: 0 };
  #looked = 0;
  #working = false;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  /** @param work gets the result of before. */
  constructor(work: (before: T | undefined) => Promise<T>, options: SamplerOptions) {
    this.#work = work;
    this.#options = options;
  }

  /** The newest sample; wakes one that rests. */
  look(): Sample<T> {
    this.#looked = Date.now();
    // Whoever looks has his answer before the work begins.
    if (!this.#working && this.#timer === undefined) this.#takeIn(0);
    return this.#sample;
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async #take(): Promise<void> {
    const at = Date.now();
    this.#working = true;
    this.#timer = undefined;
    try {
      this.#sample = { value: await this.#work(this.#sample.value), at, failures: this.#sample.failures };
    } catch {
      this.#sample = { ...this.#sample, failures: this.#sample.failures + 1 };
    }
    this.#working = false;
    const { every, wantedFor = Infinity } = this.#options;
    const now = Date.now();
    if (now - this.#looked > wantedFor * 1000) return;
    const wait = Math.max(every * 1000 - (now - at), Math.min(now - at, every * 1000));
    this.#takeIn(wait);
  }

  #takeIn(milliseconds: number): void {
    if (!this.#stopped) this.#timer = setTimeout(() => void this.#take(), milliseconds).unref();
  }
}
