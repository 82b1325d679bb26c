import { parseLua } from "./luaExpression.ts";
import type { Names } from "./luaExpression.ts";

/** A text with `$(expression)` in it; parts outside stay as they are, nil becomes nothing. */
export function parseTemplate(text: string): (names: Names) => string {
  const parts: ((names: Names) => string)[] = [];
  let rest = text;
  for (let start = rest.indexOf("$("); start >= 0; start = rest.indexOf("$(")) {
    const before = rest.slice(0, start);
    const end = closing(rest, start + 1);
    const expression = parseLua(rest.slice(start + 2, end));
    parts.push(
      () => before,
      (names) => String(expression(names) ?? ""),
    );
    rest = rest.slice(end + 1);
  }
  const tail = rest;
  return (names) => parts.map((part) => part(names)).join("") + tail;
}

function closing(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if (text[at] === "(") depth++;
    if (text[at] === ")" && --depth === 0) return at;
  }
  throw new Error(`"$(" is never closed`);
}
