import { isDeepStrictEqual } from "node:util";
import { type Pair, type YAMLMap, isAlias, isMap, isScalar, isSeq } from "yaml";
import { keyOf } from "./source";

export const pairOf = (map: YAMLMap, key: string): Pair | undefined => map.items.find((pair) => keyOf(pair) === key);

/** Whether two nodes say the same, in whatever form. */
export function same(a: unknown, b: unknown): boolean {
  if (isAlias(a) || isAlias(b)) return isAlias(a) && isAlias(b) && a.source === b.source;
  if (isScalar(a) && isScalar(b)) return isDeepStrictEqual(a.value, b.value);
  if (isMap(a) && isMap(b))
    return a.items.length === b.items.length && a.items.every((pair) => has(b, keyOf(pair), pair.value));
  if (isSeq(a) && isSeq(b))
    return a.items.length === b.items.length && a.items.every((item, i) => same(item, b.items[i]));
  return a === b;
}

function has(map: YAMLMap, key: string, value: unknown): boolean {
  const pair = pairOf(map, key);
  return pair !== undefined && same(value, pair.value);
}
