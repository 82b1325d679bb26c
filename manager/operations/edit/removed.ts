import { type Pair, type YAMLMap, type YAMLSeq, isNode } from "yaml";
import { type Source, type Splice, endOf, startOf } from "./source";

/** A setting goes with its lines; the comments above it stay. */
export function withoutPair(source: Source, map: YAMLMap, pair: Pair): Splice {
  const from = isNode(pair.key) ? startOf(pair.key) : 0;
  const start = source.lineStart(from);
  const alone = source.text.slice(start, from).trim() === "";
  if (alone) return { from: start, to: source.lineEnd(endOf(pair)), text: "" };
  // Behind a dash: the next setting comes to stand there.
  const next = map.items[map.items.indexOf(pair) + 1]?.key;
  return { from, to: isNode(next) ? startOf(next) : endOf(pair), text: "" };
}

/** An entry goes with the comments in it, and with those right above it unless they may be the list's. */
export function withoutItem(source: Source, list: YAMLSeq, item: unknown): Splice {
  if (!isNode(item)) return { from: 0, to: 0, text: "" };
  const column = source.column(startOf(list));
  const isFirst = list.items[0] === item;
  let from = source.dashLine(item, column);
  let to = source.pastComments(endOf(item), column);
  const above = (pattern: RegExp) => from > 0 && pattern.test(source.line(source.lineStart(from - 1)));
  while (!isFirst && above(new RegExp(`^ {${column}}#`))) from = source.lineStart(from - 1);
  if (!isFirst) while (above(/^\s*$/)) from = source.lineStart(from - 1);
  else while (to < source.text.length && source.line(to).trim() === "") to = source.lineEnd(to + 1);
  return { from, to, text: "" };
}
