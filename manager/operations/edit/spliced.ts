import { isDeepStrictEqual } from "node:util";
import {
  type Document,
  type Pair,
  Scalar,
  type YAMLMap,
  type YAMLSeq,
  isMap,
  isNode,
  isScalar,
  isSeq,
  parseDocument,
} from "yaml";
import { inline, itemText, pairText, valueText } from "./rendered";
import { withoutItem, withoutPair } from "./removed";
import { pairOf, same } from "./same";
import { Source, type Splice, endOf, keyOf, startOf } from "./source";

/**
 * A text with the edits of its tree worked into it. Bytes that no edit is about stay as they are: comments, order, quotes,
 * blank lines, line breaks, encrypted values.
 */
export function spliced(text: string, edited: Document): string {
  const whole = edited.toString({ lineWidth: 0 });
  const now = parseDocument(text);
  const wanted = parseDocument(whole);
  const source = new Source(text);
  const result =
    isMap(now.contents) && isMap(wanted.contents) ? source.with(inMap(source, now.contents, wanted.contents)) : whole;
  // A file whose form this does not know is written anew from its tree: right, if not in its old form.
  return isDeepStrictEqual(meaning(result), wanted.toJS()) ? result : whole;
}

function meaning(text: string): unknown {
  const document = parseDocument(text);
  return document.errors.length > 0 ? undefined : document.toJS();
}

function inMap(source: Source, now: YAMLMap, wanted: YAMLMap): Splice[] {
  const column = source.column(startOf(now));
  const kept = now.items.filter((pair) => pairOf(wanted, keyOf(pair)) !== undefined);
  const changed = kept.flatMap((pair) => inPair(source, pair, pairOf(wanted, keyOf(pair))?.value));
  const gone = now.items.filter((pair) => !kept.includes(pair)).map((pair) => withoutPair(source, now, pair));
  const added = wanted.items.filter((pair) => pairOf(now, keyOf(pair)) === undefined);
  const text = added.map((pair) => pairText(pair, column)).join("");
  return [...changed, ...gone, ...(text === "" ? [] : [source.insert(source.lineEnd(endOf(now)), text)])];
}

function inPair(source: Source, pair: Pair, wanted: unknown): Splice[] {
  const { key, value: now } = pair;
  if (same(now, wanted)) return [];
  const deeper = inValue(source, now, wanted);
  if (deeper !== undefined) return deeper;
  const column = isNode(key) ? source.column(startOf(key)) : 0;
  const from = source.text.indexOf(":", endOf(key)) + 1;
  const nothing = isScalar(now) && now.value === null;
  const to = nothing ? from : source.backFromBreak(Math.max(from, endOf(pair)));
  const text = valueText(keyOf(pair), wanted, column);
  if (!text.startsWith("\n")) return [{ from, to, text }];
  // A block begins on a line of its own, behind the comment that may be on this one.
  const end = source.backFromBreak(source.lineEnd(to));
  return [
    { from, to, text: "" },
    { from: end, to: end, text },
  ];
}

/** @returns undefined when the value has to be written as a whole. */
function inValue(source: Source, now: unknown, wanted: unknown): Splice[] | undefined {
  if (isScalar(now) && isScalar(wanted)) return inScalar(source, now, wanted);
  if (isMap(now) && isMap(wanted) && wanted.items.length > 0) {
    if (now.flow !== true) return inMap(source, now, wanted);
    const keys = (map: YAMLMap) => map.items.map(keyOf);
    if (isDeepStrictEqual(keys(now), keys(wanted)))
      return now.items.flatMap((pair) => inPair(source, pair, pairOf(wanted, keyOf(pair))?.value));
    return wholeFlow(now, wanted);
  }
  if (!isSeq(now) || !isSeq(wanted)) return undefined;
  if (now.flow === true) return now.items.length === 0 ? undefined : wholeFlow(now, wanted);
  return wanted.items.length === 0 ? undefined : inList(source, now, wanted);
}

const wholeFlow = (now: YAMLMap | YAMLSeq, wanted: YAMLMap | YAMLSeq): Splice[] => [
  { from: startOf(now), to: endOf(now), text: inline(wanted) },
];

function inScalar({ text }: Source, now: Scalar, wanted: Scalar): Splice[] | undefined {
  const blocks: readonly unknown[] = [Scalar.BLOCK_LITERAL, Scalar.BLOCK_FOLDED];
  const [from, to] = [startOf(now), endOf(now)];
  const piece = inline(wanted);
  const oneLine = from < to && !text.slice(from, to).includes("\n") && !piece.includes("\n");
  return oneLine && !blocks.includes(now.type) ? [{ from, to, text: piece }] : undefined;
}

/** Entries are told apart from both ends; what lies between has changed. */
function inList(source: Source, now: YAMLSeq, wanted: YAMLSeq): Splice[] {
  const [old, fresh] = [now.items, wanted.items];
  const shorter = Math.min(old.length, fresh.length);
  let head = 0;
  while (head < shorter && same(old[head], fresh[head])) head++;
  let tail = 0;
  while (tail < shorter - head && same(old.at(-1 - tail), fresh.at(-1 - tail))) tail++;
  const [before, after] = [old.slice(head, old.length - tail), fresh.slice(head, fresh.length - tail)];
  const both = Math.min(before.length, after.length);
  const changed = before.slice(0, both).flatMap((item, i) => inItem(source, now, item, after[i]));
  const gone = before.slice(both).map((item) => withoutItem(source, now, item));
  return [...changed, ...gone, ...newItems(source, now, head + both, after.slice(both))];
}

function inItem(source: Source, list: YAMLSeq, now: unknown, wanted: unknown): Splice[] {
  const deeper = inValue(source, now, wanted);
  if (deeper !== undefined || !isNode(now)) return deeper ?? [];
  const column = source.column(startOf(list));
  return [{ from: source.dashLine(now, column), to: source.lineEnd(endOf(now)), text: itemText(wanted, column) }];
}

/** New entries in front of the one at `index`; blank lines part them where they part the others. */
function newItems(source: Source, list: YAMLSeq, index: number, items: readonly unknown[]): Splice[] {
  if (items.length === 0) return [];
  const column = source.column(startOf(list));
  const [before, next] = [list.items[index - 1], list.items[index]];
  const parted = /\n[ \t]*\r?\n[ \t]*(#[^\n]*\n[ \t]*)*-/.test(source.text.slice(startOf(list), endOf(list)));
  const texts = items.map((item) => itemText(item, column));
  if (before !== undefined) {
    const at = source.pastComments(endOf(before), column);
    return [source.insert(at, texts.map((text) => (parted ? `\n${text}` : text)).join(""))];
  }
  const at = isNode(next) ? source.dashLine(next, column) : source.lineEnd(endOf(list));
  return [source.insert(at, texts.map((text) => (parted ? `${text}\n` : text)).join(""))];
}
