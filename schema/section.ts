import { code, either, page, prose, table, yamlValue } from "./markdown";
import { type Node, resolve } from "./node";
import { type Row, isGroup, keyWord, keyWords, rows } from "./rows";

/** A group from this many settings on has a table of its own. */
const ownTable = 4;

/** The settings of a group: its own and those of small groups in it, then each larger group below a heading. */
export function section(root: Node, node: Node, path: string, level: number): string {
  const group = resolve(root, node);
  const large = keyWord(group) === undefined ? largeGroups(root, group, path) : [];
  const own = rows(root, group, path).filter((row) => !large.some((child) => row.path.startsWith(`${child.path}.`)));
  const below = large.map((child) =>
    page(
      `${"#".repeat(level)} ${code(child.path)}`,
      prose(resolve(root, child.node).description ?? ""),
      section(root, child.node, child.path, level + 1),
    ),
  );
  return page(own.length === 0 ? undefined : settingsTable(own), keysText(own), ...below);
}

function largeGroups(root: Node, { properties = {} }: Node, path: string): { path: string; node: Node }[] {
  return Object.entries(properties)
    .map(([name, node]) => ({ path: `${path}.${name}`, node }))
    .filter(({ path: at, node }) => isGroup(root, node) && rows(root, node, at).length >= ownTable);
}

export function settingsTable(lines: readonly Row[]): string {
  return table(
    ["Setting", "Value", "Default", "What it does"],
    lines.map((row) => [code(row.path), row.type, preset(row), prose(row.description) + only(row)]),
  );
}

function preset({ required, default: value }: Row): string {
  if (required) return "**required**";
  return value === undefined ? "" : code(yamlValue(value));
}

const only = ({ only: condition }: Row) => (condition === undefined ? "" : ` Only with ${code(condition)}.`);

function keysText(lines: readonly Row[]): string | undefined {
  const words = Object.keys(keyWords).filter((word) => lines.some(({ path }) => path.includes(`<${word}>`)));
  if (words.length === 0) return undefined;
  return words.map((word) => `${code(`<${word}>`)} is ${either((keyWords[word] ?? []).map(code))}.`).join(" ");
}
