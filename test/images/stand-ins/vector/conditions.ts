import { objectOf, textOf } from "../common/json.ts";
import type { Json } from "../common/json.ts";

const comparison = /^\(*\s*((?:\.(?:"[^"]+"|[A-Za-z_][A-Za-z0-9_-]*))+)\s*(==|!=)\s*"([^"]*)"\s*\)*$/;

/**
 * Reads a condition: comparisons of a field with text, joined by || and &&, the latter binding tighter.
 * @throws for anything else.
 */
export function parseCondition(text: string): (event: Json) => boolean {
  const alternatives = text
    .split("||")
    .map((alternative) => alternative.split("&&").map((part) => parseComparison(part.trim())));
  return (event) => alternatives.some((all) => all.every((fits) => fits(event)));
}

function parseComparison(text: string): (event: Json) => boolean {
  const [, path, operator, wanted] = comparison.exec(text) ?? [];
  if (path === undefined) throw new Error(`cannot read "${text}"`);
  const steps = stepsOf(path);
  return (event) =>
    (textOf(steps.reduce<unknown>((value, step) => objectOf(value)[step], event)) === wanted) === (operator === "==");
}

/** `.label."com.example/service"` is two steps. */
function stepsOf(path: string): string[] {
  return [...path.matchAll(/\.(?:"([^"]+)"|([A-Za-z0-9_-]+))/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
}
