/** Milliseconds of processor time that this process has taken. */
const taken = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** Tells what each of several questions cost that are out at the same time: what is taken meanwhile is divided among them. */
export class Meter {
  readonly #out = new Set<{ cost: number }>();
  #last = 0;

  constructor(private readonly now: () => number = taken) {}

  /** @returns a function that ends it, and tells the milliseconds of processor time that it cost. */
  begin(): () => number {
    this.#divide();
    const question = { cost: 0 };
    this.#out.add(question);
    return () => {
      this.#divide();
      this.#out.delete(question);
      return question.cost;
    };
  }

  #divide(): void {
    const now = this.now();
    for (const question of this.#out) question.cost += (now - this.#last) / this.#out.size;
    this.#last = now;
  }
}
