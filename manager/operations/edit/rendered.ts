import { Document, Pair, YAMLMap, YAMLSeq, isNode } from "yaml";

/** Pieces of YAML, as they stand in a file at some column. Long lines are not broken, so that encrypted values stay one word. */

const render = (contents: YAMLMap | YAMLSeq): string => {
  const document = new Document();
  document.contents = contents;
  return document.toString({ lineWidth: 0, verifyAliasOrder: false, indentSeq: true });
};

function shifted(text: string, column: number): string {
  const pad = " ".repeat(column);
  return text.replace(/^(?=.)/gm, pad);
}

/** `key: value` on lines of its own. */
export function pairText(pair: Pair, column: number): string {
  const map = new YAMLMap();
  map.items.push(pair);
  return shifted(render(map), column);
}

/** What stands behind `key:`, up to the line break. */
export function valueText(key: string, value: unknown, column: number): string {
  if (isNode(value)) value.comment = null; // The comment behind it stays where it is.
  const text = pairText(new Pair(key, value), 0).replace(/\n$/, "");
  return shifted(text, column).slice(column + inline(key).length + 1);
}

/** `- value` on lines of its own. */
export function itemText(value: unknown, column: number): string {
  const list = new YAMLSeq();
  list.items.push(value);
  return shifted(render(list), column);
}

/** A value that stands within a line, as far as it can. */
export function inline(value: unknown): string {
  const list = new YAMLSeq();
  list.flow = true;
  list.items.push(isNode(value) ? withoutComments(value) : value);
  // Within brackets, so that a comma and the like are put in quotes where they have to be.
  return render(list).trim().replace(/^\[ ?/, "").replace(/ ?\]$/, "");
}

function withoutComments<T extends { comment?: string | null; commentBefore?: string | null }>(node: T): T {
  node.comment = null;
  node.commentBefore = null;
  return node;
}
