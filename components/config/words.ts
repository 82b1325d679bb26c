import { z } from "zod";
import { unknownSetting } from "./nearest";

/**
 * The vocabulary of the config schema: each word is a zod type whose error is a sentence that says what was expected,
 * so that every message of the config reads the same way.
 */

/** An object that refuses unknown keys and names the nearest known one: one line per key, which `problems.ts` takes apart. */
export function object<T extends z.ZodRawShape>(shape: T): z.ZodObject<T, z.core.$strict> {
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code !== "unrecognized_keys") return "should be a group of settings";
      return issue.keys.map((key) => unknownSetting(key, Object.keys(shape))).join("\n");
    },
  });
}

/** A group whose keys the user chooses; `what` names its values in the error. */
export function byName<K extends z.ZodType<string, string>, V extends z.ZodType>(key: K, value: V, what: string) {
  return z.record(key, value, {
    error: (issue) => (issue.code === "invalid_key" && issue.issues[0]?.message) || `should be a group of ${what}`,
  });
}

/** A list; `what` names its entries in the error. */
export function list<T extends z.ZodType>(entry: T, what: string) {
  return z.array(entry, { error: `should be a list of ${what}` });
}

export const flag = z.boolean({ error: "should be true or false" });

/** One of a few words; the error lists them. */
export function oneOf<const T extends readonly [string, ...string[]]>(...words: T) {
  return z.enum(words, { error: `should be one of ${words.join(", ")}` });
}

/** A whole number with both bounds; `what` names the unit in the error. */
export function whole(min: number, max: number, what = "a whole number") {
  const error = `should be ${what} from ${min} to ${max}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
}

/** Without control characters and everything that some reader takes for a line break. */
const withoutControl = /^[^\u0000-\u001f\u007f-\u009f\u2028\u2029]*$/;

/** One line of text without control characters: it may end up in an environment variable or a file of ours. */
export function line(what = "one line of text", max = 1000) {
  const error = `should be ${what}`;
  return z
    .string({ error })
    .min(1, { error })
    .max(max, { error: `${error}, at most ${max} characters` })
    .refine((text) => withoutControl.test(text), { error: `${error} without line breaks or control characters` })
    .meta({ pattern: withoutControl.source });
}

/** Text of several lines: a mail body or SQL. A NUL cannot be stored by anything behind it. */
export function prose(what: string, max = 200_000) {
  const error = `should be ${what}`;
  return z
    .string({ error })
    .min(1, { error })
    .max(max, { error: `${error}, at most ${max} characters; put more into a file and write { file: path }` })
    .refine((text) => !text.includes("\u0000"), { error: `${error} without NUL characters` });
}

/** Nothing that is matched against a pattern is longer: a name, a path, an address. */
const longestMatch = 1000;

/** Text that has to match `pattern`. */
export function pattern(expression: RegExp, what: string) {
  const error = `should be ${what}`;
  return z
    .string({ error })
    .refine((text) => text.length <= longestMatch, {
      error: `${error}, at most ${longestMatch} characters`,
      abort: true,
    })
    .regex(expression, { error });
}

export const environmentName = pattern(
  /^[A-Za-z_][A-Za-z0-9_]*$/,
  "a variable name: letters, digits and _, no digit first",
);

/** `512m` or `2g`, read as MiB. */
export const memory = pattern(/^[1-9][0-9]{0,6}[mg]$/, "an amount of memory such as 512m or 2g")
  .transform((text) => Number.parseInt(text, 10) * (text.endsWith("g") ? 1024 : 1))
  .refine((mebibytes) => mebibytes >= 16, {
    error: "should be 16m or more: Docker refuses less than 6m and no service runs in it",
  })
  .meta({ id: "memory" });

export const port = whole(1, 65535, "a port");
