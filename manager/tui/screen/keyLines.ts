/** A key and what it does, as the foot of a screen tells it. */
export interface KeyHint {
  readonly key: string;
  readonly does: string;
}

/** The hints in lines of so many columns; two spaces between them. */
export function keyLines(hints: readonly KeyHint[], columns: number): KeyHint[][] {
  const lines: KeyHint[][] = [];
  let room = 0;
  for (const hint of hints) {
    const width = hint.key.length + 1 + hint.does.length + 2;
    const last = lines.at(-1);
    if (last === undefined || width - 2 > room) {
      lines.push([hint]);
      room = columns - width;
    } else {
      last.push(hint);
      room -= width;
    }
  }
  return lines;
}
