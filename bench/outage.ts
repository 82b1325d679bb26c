/** One request to one service; it fails by throwing. */
export type Probe = (signal: AbortSignal) => Promise<unknown>;

/** Milliseconds between the beginnings of two requests. */
const pause = 50;

/** Milliseconds after which a request counts as failed. */
const patience = 2000;

/** One request after another, at most 20 a second, that counts the seconds in which they fail. */
export class Outage {
  #failing: number | undefined;
  /** Milliseconds. */
  #lost = 0;
  #over = false;
  readonly #ended: Promise<void>;

  /** @param most requests altogether. */
  constructor(
    readonly probe: Probe,
    most = 20_000,
  ) {
    this.#ended = this.#ask(most);
  }

  async #ask(most: number): Promise<void> {
    for (let asked = 0; !this.#over && asked < most; asked++) {
      const began = performance.now();
      const answered = await succeeds(this.probe);
      if (answered && this.#failing !== undefined) this.#lost += began - this.#failing;
      this.#failing = answered ? undefined : (this.#failing ?? began);
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, pause - (performance.now() - began))));
    }
  }

  /** Whether the last request was answered. */
  get answers(): boolean {
    return this.#failing === undefined;
  }

  /** Seconds that requests have failed, the present ones included; counted anew from here on. */
  take(): number {
    const now = performance.now();
    const lost = this.#lost + (this.#failing === undefined ? 0 : now - this.#failing);
    this.#lost = 0;
    if (this.#failing !== undefined) this.#failing = now;
    return lost / 1000;
  }

  async stop(): Promise<void> {
    this.#over = true;
    await this.#ended;
  }
}

async function succeeds(probe: Probe): Promise<boolean> {
  try {
    await probe(AbortSignal.timeout(patience));
    return true;
  } catch {
    return false;
  }
}
