import { namedForms } from "./namedForms.ts";

/** What a value has to look like: a test, and the words that finish the sentence "should be …". */
export interface Form {
  readonly phrase: string;
  readonly fits: (value: string) => boolean;
}

/**
 * Reads a form as the facts table writes it: `name`, `name(argument, …)`, a regex between slashes, or several of them
 * joined by " or ".
 * @throws when the table itself is wrong.
 */
export function parseForm(text: string): Form {
  const alternatives = splitAlternatives(text).map(parseOne);
  return {
    phrase: alternatives.map(({ phrase }) => phrase).join(" or "),
    fits: (value) => alternatives.some(({ fits }) => fits(value)),
  };
}

/** Splits at " or " outside parentheses; a regex always reaches to the end, since it may contain anything. */
function splitAlternatives(text: string): string[] {
  if (text.startsWith("/")) return [text];
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "(") depth++;
    if (text[at] === ")") depth--;
    if (depth === 0 && text.startsWith(" or ", at))
      return [text.slice(0, at), ...splitAlternatives(text.slice(at + 4))];
  }
  return [text];
}

function parseOne(text: string): Form {
  const regex = parseRegex(text);
  if (regex !== undefined) return { phrase: `text that matches ${text}`, fits: (value) => regex.test(value) };
  const [, name = "", inside] = /^([a-z0-9-]+)(?:\((.*)\))?$/s.exec(text) ?? [];
  const named = namedForms[name];
  if (named === undefined)
    throw new Error(`"${text}" is no form; named ones are ${Object.keys(namedForms).join(", ")}`);
  return named(inside ?? "", parseForm);
}

/** The regex written between slashes, or undefined when `text` is not written so. */
export function parseRegex(text: string): RegExp | undefined {
  const [, source] = /^\/(.+)\/$/s.exec(text) ?? [];
  return source === undefined ? undefined : new RegExp(source);
}
