import { z } from "zod";
import { nearest } from "./nearest";

/**
 * The vocabulary of the config schema: each word is a zod type whose error is a sentence that says what was expected,
 * so that every message of the config reads the same way.
 */

/** An object that refuses unknown keys and names the nearest known one. */
export function object<T extends z.ZodRawShape>(shape: T): z.ZodObject<T, z.core.$strict> {
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code !== "unrecognized_keys") return "should be a group of settings";
      return issue.keys.map((key) => unknownKey(key, Object.keys(shape))).join("; ");
    },
  });
}

function unknownKey(key: string, known: readonly string[]): string {
  const suggestion = nearest(key, known);
  return suggestion === undefined
    ? `"${key}" is no setting here; known are ${[...known].sort().join(", ")}`
    : `"${key}" is no setting here; did you mean "${suggestion}"?`;
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

const control = /[\u0000-\u001f\u007f]/;

/** One line of text without control characters: it may end up in an environment variable or a file of ours. */
export function line(what = "one line of text", max = 1000) {
  const error = `should be ${what}`;
  return z
    .string({ error })
    .min(1, { error })
    .max(max, { error: `${error}, at most ${max} characters` })
    .refine((text) => !control.test(text), { error: `${error} without line breaks or control characters` });
}

/** Text of several lines: a mail body or SQL. A NUL cannot be stored by anything behind it. */
export function prose(what: string, max = 200_000) {
  const error = `should be ${what}`;
  return z
    .string({ error })
    .min(1, { error })
    .max(max, { error: `${error}, at most ${max} characters` })
    .refine((text) => !text.includes("\u0000"), { error: `${error} without NUL characters` });
}

/** Text that has to match `pattern`. */
export function pattern(expression: RegExp, what: string) {
  const error = `should be ${what}`;
  return z.string({ error }).regex(expression, { error });
}

const label = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";

export const domainName = pattern(
  new RegExp(`^(?=.{1,253}$)${label}(\\.${label})*$`),
  "a domain name in lower case, such as example.com",
);

/** One DNS label: the part of a host name between two dots. */
export const dnsLabel = pattern(
  new RegExp(`^${label}$`),
  "letters a-z, digits and hyphens, with no hyphen at either end",
);

export const absolutePath = pattern(
  /^\/(?!.*(?:^|\/)\.\.(?:\/|$))[A-Za-z0-9._@+\/-]*$/,
  "an absolute path of letters, digits and . _ @ + -, without ..",
);

export const environmentName = pattern(
  /^[A-Za-z_][A-Za-z0-9_]*$/,
  "a variable name: letters, digits and _, no digit first",
);

/** An address a browser or a service can call. User and password in it would end up in plain state. */
export const httpUrl = line("an address that starts with http:// or https://").refine(isHttpUrl, {
  error: "should be an address that starts with http:// or https://, without spaces, user or password",
});

function isHttpUrl(text: string): boolean {
  if (!/^https?:\/\/[^\s"'`<>\\{}|^]+$/.test(text)) return false;
  const url = tryUrl(text);
  return url !== null && url.username === "" && url.password === "";
}

function tryUrl(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

/** `512m` or `2g`, read as MiB. */
export const memory = pattern(/^[1-9][0-9]{0,6}[mg]$/, "an amount of memory such as 512m or 2g")
  .transform((text) => Number.parseInt(text, 10) * (text.endsWith("g") ? 1024 : 1))
  .refine((mebibytes) => mebibytes >= 16, {
    error: "should be 16m or more: Docker refuses less than 6m and no service runs in it",
  });

export const port = whole(1, 65535, "a port");
