import type { Asked } from "./routes.ts";

const comparison = /^\(*\s*(http\.path|http\.method|http\.host)\s*(==|\^=|!=)\s*(?:r#"([^"]*)"#|"([^"]*)")\s*\)*$/;

/**
 * Reads a route expression: comparisons joined by && and ||, the former binding tighter, without groups that would change
 * that. `path` is the literal that the path is compared with, for ordering routes and for taking it off.
 * @throws for anything else.
 */
export function parseExpression(text: string): { fits: (asked: Asked) => boolean; path: string } {
  const alternatives = text
    .split("||")
    .map((alternative) => alternative.split("&&").map((part) => parseComparison(part.trim())));
  const paths = alternatives.flat().flatMap(({ path }) => (path === undefined ? [] : [path]));
  return {
    fits: (asked) => alternatives.some((all) => all.every(({ fits }) => fits(asked))),
    path: paths[0] ?? "",
  };
}

function parseComparison(text: string): { fits: (asked: Asked) => boolean; path: string | undefined } {
  const [, field, operator, raw, quoted] = comparison.exec(text) ?? [];
  const wanted = raw ?? quoted;
  if (field === undefined || wanted === undefined) throw new Error(`cannot read "${text}"`);
  const read = (asked: Asked) =>
    field === "http.path" ? asked.path : field === "http.method" ? asked.method : asked.host;
  const fits = (asked: Asked) =>
    operator === "^=" ? read(asked).startsWith(wanted) : (read(asked) === wanted) === (operator === "==");
  return { fits, path: field === "http.path" && operator !== "!=" ? wanted : undefined };
}
