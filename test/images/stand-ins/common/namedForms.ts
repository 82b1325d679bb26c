import type { Form } from "./form.ts";
import { isObject, parseJson } from "./json.ts";
import { databaseAddress } from "./databaseAddress.ts";
import { apiKey, jwks, privateKeys, token } from "./keyForms.ts";

/** Builds a form from what stands between its parentheses; `nested` reads a form inside it. */
export type NamedForm = (inside: string, nested: (text: string) => Form) => Form;

/** Every form that has a name; the header of the facts table is their manual. */
export const namedForms: Readonly<Record<string, NamedForm>> = {
  empty: () => ({ phrase: "empty", fits: (value) => value === "" }),
  text: (inside) =>
    inside === "1," ? matching(/./s, "text that is not empty") : sized(inside, "characters", () => true),
  "url-safe": (inside) => sized(inside, "letters, digits and . _ ~ -", (value) => /^[A-Za-z0-9._~-]*$/.test(value)),
  boolean: () => oneOf("true, false"),
  integer,
  number: () => matching(/^[0-9]+(\.[0-9]+)?$/, "a number"),
  port: () => integer("1,65535"),
  duration: () => matching(/^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/, "a duration such as 60s or 2m0s"),
  url,
  uri: () => matching(/^[a-z][a-z0-9+.-]*:\/\/\S+$/, "an address with its scheme"),
  email: () => matching(/^[^\s@"<>]+@[^\s@"<>]+$/, "an e-mail address"),
  path: () => matching(/^\/\S*$/, "an absolute path"),
  hex: (inside) => matching(new RegExp(`^[0-9a-f]{${inside}}$`), `${inside} hexadecimal digits`),
  json: () => ({ phrase: "a JSON document", fits: (value) => parseJson(value) !== undefined }),
  jwt: token,
  jwks: () => jwks,
  "jwks-private-array": () => privateKeys,
  "publishable-key": () => apiKey("sb_publishable_"),
  "secret-key": () => apiKey("sb_secret_"),
  "default-of": defaultOf,
  dsn: databaseAddress,
  exactly: (inside) => ({ phrase: `exactly ${inside}`, fits: (value) => value === inside }),
  "one-of": oneOf,
};

function matching(regex: RegExp, phrase: string): Form {
  return { phrase, fits: (value) => regex.test(value) };
}

function oneOf(inside: string): Form {
  const words = inside.split(",").map((word) => word.trim());
  return {
    phrase: words.length === 2 ? words.join(" or ") : `one of ${words.join(", ")}`,
    fits: (value) => words.includes(value),
  };
}

/** Bounds written as "min,max"; an empty one is no bound. */
function bounds(inside: string): { min: number; max: number } {
  const [min = "", max = ""] = inside.split(",").map((bound) => bound.trim());
  return { min: min === "" ? 0 : Number(min), max: max === "" ? Infinity : Number(max) };
}

function sized(inside: string, what: string, allowed: (value: string) => boolean): Form {
  const { min, max } = bounds(inside);
  return {
    phrase: `${range(min, max)}${what}`,
    fits: (value) => value.length >= min && value.length <= max && allowed(value),
  };
}

function range(min: number, max: number): string {
  if (min === max) return `exactly ${min} `;
  if (max === Infinity) return min === 0 ? "" : `at least ${min} `;
  return min === 0 ? `at most ${max} ` : `${min} to ${max} `;
}

function integer(inside: string): Form {
  const { min, max } = bounds(inside);
  return {
    phrase: `a whole number${max === Infinity ? `, ${min} or more` : ` from ${min} to ${max}`}`,
    fits: (value) => /^[0-9]+$/.test(value) && Number(value) >= min && Number(value) <= max,
  };
}

function url(suffix: string): Form {
  return {
    phrase: `an http(s) address ${suffix === "" ? "without a trailing slash" : `that ends in ${suffix}`}`,
    fits: (value) =>
      /^https?:\/\/[^\s?#]+$/.test(value) &&
      URL.canParse(value) &&
      !value.endsWith("/") &&
      new URL(value).pathname.endsWith(suffix),
  };
}

function defaultOf(inside: string, nested: (text: string) => Form): Form {
  const form = nested(inside);
  return {
    phrase: `a JSON object whose one member "default" is ${form.phrase}`,
    fits(value) {
      const document = parseJson(value);
      if (!isObject(document) || Object.keys(document).join() !== "default") return false;
      return typeof document["default"] === "string" && form.fits(document["default"]);
    },
  };
}
