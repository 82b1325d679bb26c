/** Whatever would move a cursor, break a line or reverse a text is written out instead. */
export const visible = (text: string): string =>
  text.replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g, (letter) =>
    letter === "\n" ? "⏎" : letter === "\t" ? " " : `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

/** A text in so many columns, with … in place of what is left out. */
export const cut = (text: string, room: number): string =>
  text.length <= room ? text : `${text.slice(0, Math.max(0, room - 1))}…`;

/**
 * Two long values so that what differs is in sight: both begin shortly before it.
 * @param room columns for both together.
 */
export function pair(old: string, now: string, room: number): [string, string] {
  if (old.length + now.length <= room) return [old, now];
  const half = Math.floor(room / 2);
  // A short one leaves its columns to the other.
  const [left, right] = [Math.max(half, room - now.length), Math.max(half, room - old.length)];
  const longest = Math.max(old.length, now.length);
  const from = Math.max(0, Math.min(commonStart(old, now) - Math.floor(half / 3), longest - half + 1));
  const part = (text: string, columns: number) =>
    text.length <= columns || from === 0 ? cut(text, columns) : cut(`…${text.slice(from)}`, columns);
  return [part(old, left), part(now, right)];
}

function commonStart(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}

/** Words in lines of so many columns, each behind the indent. */
export function wrap(text: string, columns: number, indent: string): string {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= columns) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(last === undefined ? word : `${indent}${word}`);
  }
  return lines.join("\n");
}
