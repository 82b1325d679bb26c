/** A line of a Caddyfile: its words, and the lines of its block. */
export interface Directive {
  readonly words: readonly string[];
  readonly block: readonly Directive[];
}

interface Token {
  readonly text: string;
  /** Quoted braces open nothing. */
  readonly quoted: boolean;
  readonly first: boolean;
}

/** Spaces of Go's unicode.IsSpace, which Caddy's own lexer goes by. */
const space = /[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

/** Splits as Caddy does: quotes and comments count at the beginning of a word, a backslash joins lines. */
function tokens(text: string): Token[] {
  const found: Token[] = [];
  let first = true;
  for (let i = 0; i < text.length;) {
    const letter = text.charAt(i);
    if (letter === "\n") first = true;
    if (space.test(letter)) i++;
    else if (letter === "#") while (i < text.length && text.charAt(i) !== "\n") i++;
    else if (text.startsWith("\\\n", i)) i += 2;
    else {
      const { word, end, quoted } = letter === '"' || letter === "`" ? quotedWord(text, i, letter) : plainWord(text, i);
      found.push({ text: word, quoted, first });
      first = false;
      i = end;
    }
  }
  return found;
}

function quotedWord(text: string, start: number, quote: string) {
  let end = start + 1;
  while (end < text.length && text.charAt(end) !== quote) end += quote === '"' && text.charAt(end) === "\\" ? 2 : 1;
  if (end >= text.length) throw new Error("a quote is never closed");
  return { word: text.slice(start + 1, end), end: end + 1, quoted: true };
}

function plainWord(text: string, start: number) {
  let end = start;
  while (end < text.length && !space.test(text.charAt(end)) && !text.startsWith("\\\n", end)) end++;
  return { word: text.slice(start, end), end, quoted: false };
}

/** @throws Error when braces do not match. */
export function parseCaddyfile(text: string): readonly Directive[] {
  const queue = tokens(text);
  const lines = block(false);
  if (queue.length > 0) throw new Error("a block is closed that was never opened");
  return lines;

  function block(inside: boolean): Directive[] {
    const found: Directive[] = [];
    for (;;) {
      const next = queue.shift();
      if (next === undefined && inside) throw new Error("a block is never closed");
      if (next === undefined) return found;
      if (next.text === "}" && !next.quoted && inside) return found;
      const words = [next.text];
      while (queue[0] !== undefined && !queue[0].first && !isOpening(queue[0])) words.push(queue.shift()?.text ?? "");
      const opens = queue[0] !== undefined && !queue[0].first && isOpening(queue[0]);
      if (opens) queue.shift();
      found.push({ words, block: opens ? block(true) : [] });
    }
  }
}

const isOpening = ({ text, quoted }: Token) => text === "{" && !quoted;

/** What Caddy would do, whatever it would do it with: names of directives and how many words each has. */
export function shape(lines: readonly Directive[], depth = 0): unknown {
  return lines.map(({ words, block }) => [depth === 0 ? "site" : words[0], words.length, shape(block, depth + 1)]);
}

/** Every word, so that one can be looked for. */
export const words = (lines: readonly Directive[]): string[] =>
  lines.flatMap((line) => [...line.words, ...words(line.block)]);
