import type { Json } from "../common/json.ts";

type Step = (event: Json) => Json;

/**
 * The statements of a remap that can be carried out without its language: a constant, a copy, a move, a removal, each on
 * one line. Everything else is accepted as text and has no effect, so events stay less parsed than upstream's.
 */
export function parseRemap(source: string): Step {
  const steps = topLevel(source).flatMap((line) => stepOf(line) ?? []);
  return (event) => steps.reduce((changed, step) => step(changed), event);
}

/** Lines outside braces: what stands inside depends on a condition that is not worked out. */
function topLevel(source: string): string[] {
  let depth = 0;
  return source.split("\n").flatMap((line) => {
    const outside = depth === 0;
    depth += (line.match(/\{/g) ?? []).length - (line.match(/\}/g) ?? []).length;
    return outside && depth === 0 ? [line.trim()] : [];
  });
}

function stepOf(line: string): Step | undefined {
  const [, removed] = /^del\(\.([A-Za-z_]+)\)$/.exec(line) ?? [];
  if (removed !== undefined) return (event) => without(event, removed);
  const [, to, value = ""] = /^\.([A-Za-z_]+)\s*=\s*(.+)$/.exec(line) ?? [];
  if (to === undefined) return undefined;
  const [, constant] = /^"([^"]*)"$/.exec(value) ?? [];
  if (constant !== undefined) return (event) => ({ ...event, [to]: constant });
  const [, moved] = /^del\(\.([A-Za-z_]+)\)$/.exec(value) ?? [];
  if (moved !== undefined) return (event) => ({ ...without(event, moved), [to]: event[moved] });
  const [, copied] = /^\.([A-Za-z_]+)$/.exec(value) ?? [];
  return copied === undefined ? undefined : (event) => ({ ...event, [to]: event[copied] });
}

function without(event: Json, name: string): Json {
  return Object.fromEntries(Object.entries(event).filter(([key]) => key !== name));
}
