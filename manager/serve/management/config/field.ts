import { HTTPException } from "hono/http-exception";
import type { InstanceSpec } from "../../../../components/spec";
import type { Change } from "../../../operations/edit/several";

export type Plain = string | number | boolean | null;

/** A key of an answer of the Management API that stands for settings of ours. */
export interface Field {
  readonly key: string;
  /** What it is now; null for a secret, which no answer carries. */
  read(spec: InstanceSpec): Plain;
  /** The settings that a new value comes to. @throws HTTPException 400 for one that is out of place. */
  write(value: Plain, spec: InstanceSpec): readonly Change[];
}

export const wrong = (key: string, should: string) =>
  new HTTPException(400, { message: `${key}: should be ${should}` });

export const flagField = (
  key: string,
  path: readonly string[],
  read: (spec: InstanceSpec) => boolean,
  { inverted = false } = {},
): Field => ({
  key,
  read: (spec) => read(spec) !== inverted,
  write(value) {
    if (typeof value !== "boolean") throw wrong(key, "true or false");
    return [{ path, value: value !== inverted }];
  },
});

export const numberField = (
  key: string,
  path: readonly string[],
  read: (spec: InstanceSpec) => number | null,
): Field => ({
  key,
  read,
  write(value) {
    if (value === null) return [{ path, value: undefined }];
    if (typeof value !== "number" || !Number.isInteger(value)) throw wrong(key, "a whole number");
    return [{ path, value }];
  },
});

export const textField = (
  key: string,
  path: readonly string[],
  read: (spec: InstanceSpec) => string | null,
): Field => ({
  key,
  read,
  write(value) {
    if (value === null || value === "") return [{ path, value: undefined }];
    if (typeof value !== "string") throw wrong(key, "text");
    return [{ path, value }];
  },
});

/** A list, as text with commas between. */
export const listField = (
  key: string,
  path: readonly string[],
  read: (spec: InstanceSpec) => readonly string[],
): Field => ({
  key,
  read: (spec) => read(spec).join(","),
  write(value) {
    if (typeof value !== "string") throw wrong(key, "text with commas between");
    return [{ path, value: value.split(",").map((each) => each.trim()).filter((each) => each !== "") }]; // prettier-ignore
  },
});

/** The changes that a body comes to, of what is other than now. @throws HTTPException 400 naming what cannot be set here. */
export function changesIn(
  body: Readonly<Record<string, unknown>>,
  fields: readonly Field[],
  spec: InstanceSpec,
  told: Readonly<Record<string, unknown>>,
): Change[] {
  const foreign = Object.keys(body).filter(
    (key) => !fields.some((field) => field.key === key) && !isSame(body[key], told[key]),
  );
  if (foreign.length > 0)
    throw new HTTPException(400, { message: `This cannot be set here: ${foreign.join(", ")}. Nothing was changed.` });
  return fields.flatMap((field) => {
    const value = body[field.key];
    if (value === undefined || (value === field.read(spec) && value !== null)) return [];
    if (!isPlain(value)) throw wrong(field.key, "text, a number, true or false");
    return [...field.write(value, spec)];
  });
}

export const isPlain = (value: unknown): value is Plain =>
  value === null || ["string", "number", "boolean"].includes(typeof value);

/** Nothing, in one of the ways in which clients say it. */
const isNothing = (value: unknown) =>
  value === null || value === undefined || value === "" || value === false || value === 0;
const isSame = (a: unknown, b: unknown) => a === b || (isNothing(a) && isNothing(b));
