/** Numbers from 0 to 1 that are the same in every run (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Different names that instances may have. */
export function names(count: number, random: () => number): string[] {
  const made = new Set<string>();
  const letter = () => String.fromCharCode(97 + Math.floor(random() * 26));
  while (made.size < count) {
    const length = 3 + Math.floor(random() * 8);
    made.add(Array.from({ length }, letter).join(""));
  }
  return [...made];
}

export function shuffled<T>(list: readonly T[], random: () => number): T[] {
  return list
    .map((value) => ({ value, order: random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ value }) => value);
}
