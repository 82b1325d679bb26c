import type { Json } from "../common/json.ts";
import { listOf, objectOf } from "../common/json.ts";
import type { Exchange } from "./exchange.ts";
import { parseTemplate } from "./template.ts";

interface Place {
  readonly has: (name: string) => boolean;
  readonly get: (name: string) => string | undefined;
  readonly set: (name: string, value: string) => void;
  readonly remove: (name: string) => void;
}

/** The request-transformer plugin: remove, rename, replace, add, append, in this order, on headers and query string. */
export function transform(exchange: Exchange, config: Json): void {
  const names = { headers: Object.fromEntries(exchange.headers), query_params: Object.fromEntries(exchange.query) };
  const lines = (kind: string, place: string) =>
    listOf(objectOf(config[kind])[place]).map((line) => {
      const [name = "", ...rest] = String(line).split(":");
      return { name, value: parseTemplate(rest.join(":"))(names) };
    });
  const { uri } = objectOf(config["replace"]);
  if (uri !== undefined) exchange.uri = parseTemplate(String(uri))(names);
  const places: readonly (readonly [string, Place])[] = [
    ["headers", headers(exchange)],
    ["querystring", query(exchange)],
  ];
  for (const [key, place] of places) {
    for (const { name } of lines("remove", key)) place.remove(name);
    for (const { name, value } of lines("rename", key)) {
      const moved = place.get(name);
      if (moved === undefined) continue;
      place.remove(name);
      place.set(value, moved);
    }
    for (const { name, value } of lines("replace", key)) if (place.has(name)) place.set(name, value);
    for (const { name, value } of lines("add", key)) if (!place.has(name)) place.set(name, value);
    for (const { name, value } of lines("append", key))
      place.set(name, place.has(name) ? `${place.get(name) ?? ""}, ${value}` : value);
  }
}

function headers({ headers: all }: Exchange): Place {
  return {
    has: (name) => all.has(name.toLowerCase()),
    get: (name) => all.get(name.toLowerCase()),
    set: (name, value) => void all.set(name.toLowerCase(), value),
    remove: (name) => void all.delete(name.toLowerCase()),
  };
}

function query({ query: all }: Exchange): Place {
  return {
    has: (name) => all.has(name),
    get: (name) => all.get(name) ?? undefined,
    set: (name, value) => all.set(name, value),
    remove: (name) => all.delete(name),
  };
}
