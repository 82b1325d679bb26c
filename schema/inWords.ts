import { code, either, prose } from "./markdown";
import { type Node, resolve } from "./node";

/** What a setting accepts, as the reference says it. */
export function inWords(root: Node, node: Node): string {
  if (refersTo(node, "secret")) return "a [secret](#secrets-in-a-config)";
  const { errorMessage, items, type, ...known } = resolve(root, node);
  const words = values(root, known);
  if (words.length > 0) return either(words);
  if (errorMessage !== undefined) return prose(errorMessage.replace(/^should be /, ""));
  if (items !== undefined) return `list; each ${inWords(root, items)}`;
  if (type === "boolean") return either([true, false].map(code));
  return type === "string" ? "text" : String(type);
}

/** The single values a node allows; empty when it allows more than can be listed. */
function values(root: Node, { const: only, enum: listed, anyOf = [] }: Node): string[] {
  if (only !== undefined) return [code(only)];
  if (listed !== undefined) return listed.map(code);
  const choices = anyOf.map((choice) => values(root, resolve(root, choice)));
  // `17` and `"17"` are one value to a reader.
  return choices.some((choice) => choice.length === 0) ? [] : [...new Set(choices.flat())];
}

const refersTo = ({ $ref, allOf }: Node, name: string): boolean =>
  ($ref ?? allOf?.[0]?.$ref) === `#/definitions/${name}`;
