import type { Row } from "../state/rows";
import { stateWords, urgency } from "../show/states";

export const orders = ["name", "state", "cpu", "memory", "disk", "host"] as const;
export type Order = (typeof orders)[number];

/** What of the list is shown, and which of it is meant. */
export interface Selection {
  /** Name of the instance that the cursor is on; the first one when it is not shown. */
  readonly cursor: string | undefined;
  readonly marked: ReadonlySet<string>;
  /** Words that each have to be part of the name, the host or the state. */
  readonly filter: string;
  readonly order: Order;
  readonly reversed: boolean;
}

export const unselected: Selection = {
  cursor: undefined,
  marked: new Set(),
  filter: "",
  order: "name",
  reversed: false,
};

/** The rows that the filter leaves, in order. */
export function shown(rows: readonly Row[], { filter, order, reversed }: Selection): Row[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const found = rows.filter((row) => words.every((word) => textOf(row).includes(word)));
  const sorted = found.sort((a, b) => compare[order](a, b) || byName(a, b));
  return reversed ? sorted.reverse() : sorted;
}

const textOf = ({ name, host, state }: Row) => `${name} ${host} ${state === undefined ? "" : stateWords[state]}`;
const byName = (a: Row, b: Row) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
const most = (figure: (row: Row) => number | undefined) => (a: Row, b: Row) => (figure(b) ?? -1) - (figure(a) ?? -1);

const compare: Record<Order, (a: Row, b: Row) => number> = {
  name: byName,
  state: (a, b) => rank(a) - rank(b),
  cpu: most(({ usage }) => usage.cpu),
  memory: most(({ usage }) => usage.memory),
  disk: most(({ usage }) => usage.disk),
  host: (a, b) => (a.host < b.host ? -1 : a.host > b.host ? 1 : 0),
};

const rank = ({ state }: Row) => (state === undefined ? 7 : urgency[state]);

/** The row that the cursor is on. */
export const current = (rows: readonly Row[], { cursor }: Selection): Row | undefined =>
  rows.find(({ name }) => name === cursor) ?? rows[0];

/** Those that are meant: the marked ones, or else the one under the cursor. A mark that the filter hides counts. */
export function meant(rows: readonly Row[], all: readonly Row[], selection: Selection): string[] {
  const marked = all.filter(({ name }) => selection.marked.has(name)).map(({ name }) => name);
  return marked.length > 0 ? marked : [current(rows, selection)?.name].flatMap((name) => name ?? []);
}

/** The cursor so many rows further down, or up. */
export function moved(rows: readonly Row[], selection: Selection, by: number): Selection {
  const at = rows.findIndex(({ name }) => name === current(rows, selection)?.name);
  const next = rows[Math.min(rows.length - 1, Math.max(0, at + by))];
  return { ...selection, cursor: next?.name };
}

export function toggled(selection: Selection, names: readonly string[]): Selection {
  const all = names.every((name) => selection.marked.has(name));
  const marked = new Set(selection.marked);
  for (const name of names)
    if (all) marked.delete(name);
    else marked.add(name);
  return { ...selection, marked };
}

export function ordered(selection: Selection): Selection {
  const next = orders[(orders.indexOf(selection.order) + 1) % orders.length] ?? "name";
  return { ...selection, order: next, reversed: false };
}

/** The part of a long list that fits, with the cursor in it. */
export function windowOf(count: number, cursor: number, room: number): { from: number; to: number } {
  const from = Math.max(0, Math.min(cursor - Math.floor(room / 2), count - room));
  return { from, to: Math.min(count, from + room) };
}
