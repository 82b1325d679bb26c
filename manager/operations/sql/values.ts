import type { Column, Value } from "../migrate/wire/messages";

/** Numbers of types in pg_type, by how JSON says them. */
const booleans = [16];
const numbers = [21, 23, 26, 700, 701];
const bigNumbers = [20];
const documents = [114, 3802];
/** Arrays, with the type of what is in them. */
const arrays: Readonly<Record<number, number>> = {
  1000: 16, 1005: 21, 1007: 23, 1028: 26, 1021: 700, 1022: 701, 1016: 20, 199: 114, 3807: 3802, 1009: 25, 1015: 1043,
  1003: 19, 2951: 2950, 1014: 1042, 1115: 1114, 1185: 1184, 1182: 1082, 1231: 1700,
}; // prettier-ignore

/** A value of an answer as JSON has it. What JSON has no form for, such as a time or a `numeric`, stays text. */
export function jsonOf(text: Value, type: number): unknown {
  if (text === null) return null;
  if (booleans.includes(type)) return text === "t";
  if (numbers.includes(type)) return finite(text);
  if (bigNumbers.includes(type)) return Number.isSafeInteger(Number(text)) ? Number(text) : text;
  if (documents.includes(type)) return JSON.parse(text) as unknown;
  const inner = arrays[type];
  return inner === undefined ? text : arrayOf(text, inner);
}

/** JSON knows neither NaN nor infinity. */
const finite = (text: string): number | string => (Number.isFinite(Number(text)) ? Number(text) : text);

/** A row as an object. Of columns with the same name the last counts, as with Postgres' own clients. */
export const rowOf = (columns: readonly Column[], row: readonly Value[]): Record<string, unknown> =>
  Object.fromEntries(columns.map(({ name, type }, index) => [name, jsonOf(row[index] ?? null, type)]));

/** Reads `{1,"a b",{NULL}}`; https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO */
function arrayOf(text: string, inner: number): unknown {
  // Bounds other than from one stand in front: `[0:1]={…}`.
  let at = text.indexOf("{") + 1;
  const list = (): unknown[] => {
    const items: unknown[] = [];
    for (;;) {
      const letter = text[at];
      if (letter === undefined) return items;
      at++;
      if (letter === "}") return items;
      if (letter === ",") continue;
      if (letter === "{") items.push(list());
      else if (letter === '"') items.push(jsonOf(quoted(), inner));
      else items.push(plain());
    }
  };
  const quoted = (): string => {
    let read = "";
    for (; at < text.length && text[at] !== '"'; at++) {
      if (text[at] === "\\") at++;
      read += text[at] ?? "";
    }
    at++;
    return read;
  };
  const plain = (): unknown => {
    const end = text.slice(at).search(/[,}]/);
    const read = text.slice(at - 1, end < 0 ? undefined : at + end);
    at += end < 0 ? text.length : end;
    return read === "NULL" ? null : jsonOf(read, inner);
  };
  return list();
}

/** A value that a client gives, as Postgres reads it. */
export function parameterOf(value: unknown): Value {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return `{${value.map(elementOf).join(",")}}`;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function elementOf(value: unknown): string {
  if (Array.isArray(value)) return parameterOf(value) ?? "NULL";
  const text = parameterOf(value);
  return text === null ? "NULL" : `"${text.replace(/[\\"]/g, "\\$&")}"`;
}
