import type { Key } from "ink";

/** A value that somebody types or chooses. `secret`: typed without being shown. */
export interface Field {
  readonly id: string;
  readonly label: string;
  readonly kind: "text" | "secret" | "choice" | "switch";
  /** Of a switch `yes` or `no`. */
  readonly value: string;
  /** What a choice is among. */
  readonly choices?: readonly string[] | undefined;
  /** What is wrong with the value; empty where somebody only has not typed it yet. */
  readonly problem?: string | undefined;
  /** What is said to somebody who goes on without it. */
  readonly missing?: string | undefined;
  /** What it is for, while nothing is wrong. */
  readonly hint?: string | undefined;
}

/** The value after a key; the same when the key is none of its own. */
export function typedInto({ kind, value, choices = [] }: Field, input: string, key: Partial<Key>): string {
  if (kind === "switch")
    return input === " " || key.leftArrow || key.rightArrow ? (value === "yes" ? "no" : "yes") : value;
  if (kind === "choice") {
    const step = key.rightArrow || input === " " ? 1 : key.leftArrow ? -1 : 0;
    return choices[(choices.indexOf(value) + step + choices.length) % choices.length] ?? value;
  }
  if (key.backspace || key.delete) return value.slice(0, -1);
  if (key.ctrl && input === "u") return "";
  if (key.ctrl || key.meta || key.escape || key.return || key.tab || key.upArrow || key.downArrow) return value;
  return value + input.replace(/[\u0000-\u001f\u007f]/g, "");
}

/** The choices around the chosen one that fit into so many columns, three of them around each. */
export function choicesIn(choices: readonly string[], value: string, columns: number): { from: number; to: number } {
  const width = (from: number, to: number) =>
    choices.slice(from, to).reduce((sum, choice) => sum + choice.length + 3, 0) +
    (from > 0 ? 1 : 0) +
    (to < choices.length ? 1 : 0);
  const at = Math.max(0, choices.indexOf(value));
  let to = choices.length;
  while (to > at + 1 && width(0, to) > columns) to--;
  if (width(0, to) <= columns) return { from: 0, to };
  let from = at;
  while (from > 0 && width(from - 1, to) <= columns) from--;
  return { from, to };
}

/** The fields for somebody who has tried to go on: what is missing is said. */
export const insisting = (fields: readonly Field[]): Field[] =>
  fields.map((field) => (field.problem === "" && field.missing !== undefined ? { ...field, problem: field.missing } : field)); // prettier-ignore

/** The number of the field that a key leads to. */
export function stepped(at: number, count: number, key: Partial<Key>): number {
  const by = key.downArrow || (key.tab && !key.shift) ? 1 : key.upArrow || key.tab ? -1 : 0;
  return Math.min(count - 1, Math.max(0, at + by));
}
