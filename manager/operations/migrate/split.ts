/** A statement of a migration file. */
export interface Statement {
  /** Without the semicolons and the space around it; its comments stay. */
  readonly text: string;
  /** Line of the file that it begins on, from 1. */
  readonly line: number;
}

/**
 * Cuts SQL into statements exactly where the official CLI does (`pkg/parser` of supabase/cli), because the pieces are recorded:
 * what it cuts wrongly, such as `E'\';'`, is cut wrongly here and refused by Postgres under both.
 */
export function split(sql: string): Statement[] {
  const statements: Statement[] = [];
  let line = 1;
  for (let from = 0; from < sql.length;) {
    const to = endOfStatement(sql, from);
    const piece = sql.slice(from, to);
    const text = piece.replace(/;+$/, "").trim();
    const indent = piece.length - piece.trimStart().length;
    if (text !== "") statements.push({ text, line: line + breaksIn(piece.slice(0, indent)) });
    line += breaksIn(piece);
    from = to;
  }
  return statements;
}

const breaksIn = (text: string): number => text.split("\n").length - 1;

function endOfStatement(sql: string, from: number): number {
  for (let at = from; at < sql.length; at = behind(sql, at, from)) if (sql[at] === ";") return at + 1;
  return sql.length;
}

/** Index behind what begins at `at`: a letter, or the whole of a quote, a comment or a body. */
function behind(sql: string, at: number, from: number): number {
  const two = sql.slice(at, at + 2);
  switch (sql[at]) {
    case "'":
    case '"':
      return behindQuote(sql, at);
    case "$":
      return behindDollar(sql, at);
    case "-":
      return two === "--" ? behindNext(sql, "\n", at + 2) : at + 1;
    case "/":
      return two === "/*" ? behindComment(sql, at) : at + 1;
    case "\\":
      return at + 2;
    case "(":
      return behindBody(sql, at + 1, ")", from);
    case "c":
    case "C":
      return endsInBeginAtomic(sql.slice(from, at + 1)) ? behindBody(sql, at + 1, "END", from) : at + 1;
    default:
      return at + 1;
  }
}

function behindNext(sql: string, wanted: string, from: number): number {
  const found = sql.indexOf(wanted, from);
  return found < 0 ? sql.length : found + wanted.length;
}

/** A doubled quote goes on; a backslash means nothing. */
function behindQuote(sql: string, at: number): number {
  const quote = sql[at] ?? "";
  let end = behindNext(sql, quote, at + 1);
  while (sql[end] === quote) end = behindNext(sql, quote, end + 1);
  return end;
}

/** `$tag$ … $tag$`, or a dollar sign that opens nothing. The end may share a dollar sign with the beginning. */
function behindDollar(sql: string, at: number): number {
  const [tag = "$"] = /^\$[\p{L}\p{Nd}_]*\$?/u.exec(sql.slice(at, at + 200)) ?? [];
  return tag.length > 1 && tag.endsWith("$") ? behindNext(sql, tag, at + 1) : at + tag.length;
}

/** Comments nest. The star of `/*` may end it as well. */
function behindComment(sql: string, at: number): number {
  let depth = 1;
  for (let last = at + 2; last < sql.length; last++) {
    const two = sql.slice(last - 1, last + 1);
    if (two === "/*") depth++;
    if (two === "*/" && --depth === 0) return last + 1;
  }
  return sql.length;
}

/** Parentheses, or BEGIN ATOMIC … END. An end closes every body that it is the end of: `((` ends with one `)`. */
function behindBody(sql: string, at: number, end: string, from: number): number {
  while (at < sql.length) {
    const isDollar = sql[at] === "$";
    at = behind(sql, at, from);
    if (!isDollar && sql.slice(Math.max(from, at - end.length), at).toUpperCase() === end) return at;
  }
  return sql.length;
}

/** Names such as my_atomic begin nothing. */
const endsInBeginAtomic = (text: string): boolean => /(^|[^\p{L}\p{Nd}_$])BEGIN\s+ATOMIC$/iu.test(text.slice(-100));
