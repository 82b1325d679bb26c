import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseForm } from "../common/form.ts";
import { secrets } from "./exampleSecrets.ts";

const [publicKey] = JSON.parse(secrets.jwks).keys;

const cases: readonly (readonly [form: string, phrase: string, fits: readonly string[], fails: readonly string[]])[] = [
  ["boolean", "true or false", ["true", "false"], ["", "True", "1", "true "]],
  ["integer(1,10)", "a whole number from 1 to 10", ["1", "10"], ["0", "11", "1.5", "-1", ""]],
  ["integer(0,)", "a whole number, 0 or more", ["0", "99999"], ["-1", "a"]],
  ["number", "a number", ["16.8", "3"], ["1e3", ".5", ""]],
  ["port", "a whole number from 1 to 65535", ["1", "65535"], ["0", "65536"]],
  ["duration", "a duration such as 60s or 2m0s", ["1s", "2m0s", "1.5h", "200ms"], ["60", "1 s", ""]],
  ["text(1,)", "text that is not empty", ["x"], [""]],
  ["text(16,16)", "exactly 16 characters", ["0123456789abcdef"], ["0123456789abcde", "0123456789abcdefg"]],
  [
    "url-safe(8,)",
    "at least 8 letters, digits and . _ ~ -",
    ["abcDEF12", "a-b_c.d~"],
    ["short", "pass@word", "päßword1"],
  ],
  ["hex(4)", "4 hexadecimal digits", ["00ff"], ["00FF", "0ff"]],
  [
    "url",
    "an http(s) address without a trailing slash",
    ["http://a", "https://a:1/b"],
    ["http://a/", "ftp://a", "a", "http://a?b"],
  ],
  [
    "url(/auth/v1)",
    "an http(s) address that ends in /auth/v1",
    ["http://a/auth/v1", "https://a/x/auth/v1"],
    ["http://a", "http://a/auth/v1/", "http://a/auth/v12"],
  ],
  ["uri", "an address with its scheme", ["myapp://x", "http://a/"], ["a", "://x"]],
  ["email", "an e-mail address", ["a@b"], ["a", "a b@c", "<a@b>"]],
  ["path", "an absolute path", ["/a"], ["a", "/a b"]],
  ["one-of(a, b, c)", "one of a, b, c", ["a", "c"], ["", "d", "a,b"]],
  ["exactly(LAST,A,CNAME)", "exactly LAST,A,CNAME", ["LAST,A,CNAME"], ["LAST"]],
  ["/^[a-z]+ or x$/", "text that matches /^[a-z]+ or x$/", ["a or x"], ["a"]],
  ["empty or hex(2)", "empty or 2 hexadecimal digits", ["", "ff"], ["f"]],
  [
    "publishable-key",
    "a sb_publishable_… key with the right checksum",
    [secrets.publishable],
    [secrets.secret, `${secrets.publishable}x`, ""],
  ],
  [
    "default-of(secret-key)",
    `a JSON object whose one member "default" is a sb_secret_… key with the right checksum`,
    [JSON.stringify({ default: secrets.secret })],
    [secrets.secret, "{}", JSON.stringify({ default: secrets.secret, b: 1 })],
  ],
  [
    "jwt(anon, HS256)",
    "a JWT for the role anon, signed HS256, that has not expired",
    [secrets.hs256("anon")],
    [secrets.hs256("service_role"), secrets.es256("anon"), "a.b.c"],
  ],
  [
    "jwt(anon, ES256)",
    "a JWT for the role anon, signed ES256, that has not expired",
    [secrets.es256("anon")],
    [secrets.hs256("anon")],
  ],
  [
    "jwks",
    "a JWKS of public EC keys and symmetric keys",
    [secrets.jwks],
    [secrets.privateKeys, `{"keys":${secrets.privateKeys}}`, `{"keys":[]}`],
  ],
  [
    "jwks-private-array",
    "a JSON array of JWKs with one P-256 key for signing, and public or symmetric keys",
    [secrets.privateKeys, JSON.stringify([...JSON.parse(secrets.privateKeys), publicKey])],
    [secrets.jwks, "[]", JSON.stringify([publicKey])],
  ],
  [
    "dsn(postgres, me, db, 5432, postgres)",
    "postgres://me:<password>@db:5432/postgres, with the password percent-encoded",
    ["postgres://me:p@db:5432/postgres", "postgres://me:a%40b@db:5432/postgres?sslmode=disable"],
    [
      "postgres://me@db:5432/postgres",
      "postgres://me:a@b@db:5432/postgres",
      "postgres://me:p@db/postgres",
      "postgresql://me:p@db:5432/postgres",
      "postgres://me:p@db2:5432/postgres",
    ],
  ],
];

describe("the form", () => {
  for (const [text, phrase, fits, fails] of cases) {
    it(`${text} says what it wants and tells right from wrong`, () => {
      const form = parseForm(text);
      assert.equal(form.phrase, phrase);
      assert.deepEqual(
        fits.filter((value) => !form.fits(value)),
        [],
      );
      assert.deepEqual(
        fails.filter((value) => form.fits(value)),
        [],
      );
    });
  }
  it("without a meaning is a mistake in the table", () =>
    assert.throws(() => parseForm("colour"), /"colour" is no form/));
});
