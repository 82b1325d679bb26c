import { createHash } from "node:crypto";

/**
 * Chooses a slot per name: a hash of the name into the range, the next free one on a collision. The names are taken in
 * sorted order, so the order of the list does not matter, and the answer is the same on every machine without any state.
 *
 * @param taken slots that are written out for somebody; they are never chosen.
 * @param full what to say when the range is.
 * @throws RangeError
 */
export function allocate(
  names: readonly string[],
  slots: number,
  taken: ReadonlySet<number>,
  full: string,
): Map<string, number> {
  const used = new Set(taken);
  const chosen = new Map<string, number>();
  for (const name of [...names].sort()) {
    const slot = freeSlot(hash(name) % slots, slots, used);
    if (slot === undefined) throw new RangeError(full);
    used.add(slot);
    chosen.set(name, slot);
  }
  return chosen;
}

function freeSlot(start: number, slots: number, used: ReadonlySet<number>): number | undefined {
  for (let step = 0; step < slots; step++) {
    const slot = (start + step) % slots;
    if (!used.has(slot)) return slot;
  }
  return undefined;
}

function hash(name: string): number {
  return createHash("sha256").update(name).digest().readUInt32BE(0);
}
