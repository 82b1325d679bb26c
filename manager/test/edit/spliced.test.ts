import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Document, parseDocument } from "yaml";
import { describe, expect, it } from "vitest";
import { spliced } from "../../operations/edit/spliced";

const messy = readFileSync(join(import.meta.dirname, "messy.yaml"), "utf8");
const list = ["config", "supabase-fleet:instances"];

/** What an edit of the tree takes out of a text (`- …`) and puts into it (`+ …`), line by line. */
function changed(text: string, edit: (document: Document) => void): string[] {
  const document = parseDocument(text);
  edit(document);
  const result = spliced(text, document);
  expect(parseDocument(result).toJS()).toEqual(parseDocument(document.toString()).toJS());
  return difference(text.split("\n"), result.split("\n"));
}

function difference(before: readonly string[], after: readonly string[]): string[] {
  let head = 0;
  while (head < Math.min(before.length, after.length) && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < Math.min(before.length, after.length) - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const lines = (mark: string, text: readonly string[]) =>
    text.slice(head, text.length - tail).map((line) => mark + line);
  return [...lines("- ", before), ...lines("+ ", after)];
}

const set = (path: readonly unknown[], value: unknown) => (document: Document) =>
  document.setIn([...list, ...path], document.createNode(value));
const unset = (path: readonly unknown[]) => (document: Document) => void document.deleteIn([...list, ...path]);
const add = (value: unknown) => (document: Document) => document.addIn(list, document.createNode(value));

describe("an edit of a stack file changes nothing but its own lines:", () => {
  it.each([
    ["nothing at all", () => undefined, []],
    [
      "a value, with the comment behind it kept",
      set([1, "size"], "small"),
      ["-       size: large     # they pay for it", "+       size: small     # they pay for it"],
    ],
    [
      "a value in braces",
      set([0, "auth", "siteUrl"], "https://b.example.com"),
      [
        '-       auth: {siteUrl: "https://a.example.com", redirectUrls: [https://a.example.com/**]}',
        "+       auth: {siteUrl: https://b.example.com, redirectUrls: [https://a.example.com/**]}",
      ],
    ],
    [
      "one more setting in braces",
      set([0, "auth", "anonymous"], true),
      [
        '-       auth: {siteUrl: "https://a.example.com", redirectUrls: [https://a.example.com/**]}',
        '+       auth: { siteUrl: "https://a.example.com", redirectUrls: [ https://a.example.com/** ], anonymous: true }',
      ],
    ],
    ["a new setting, above the comments that end the entry", set([0, "state"], "paused"), ["+       state: paused"]],
    ["a new setting deep in a group", set([1, "auth", "smtp", "port"], 2525), ["+               port: 2525"]],
    [
      "a new group",
      set([1, "pooler"], { defaultPoolSize: 40, maxClientConnections: 500 }),
      ["+       pooler:", "+         defaultPoolSize: 40", "+         maxClientConnections: 500"],
    ],
    [
      "a group in the place of nothing",
      set([2, "env"], { auth: { A: "1" } }),
      ["+         auth:", '+           A: "1"'],
    ],
    [
      "an entry of a list, with the comment behind it kept",
      set([1, "auth", "redirectUrls", 1], "com.example.shop://out"),
      ["-           -   com.example.shop://in    # the app", "+           -   com.example.shop://out    # the app"],
    ],
    [
      "one more entry of a list",
      set([1, "auth", "redirectUrls", 2], "https://new.example.com/**"),
      ["+           - https://new.example.com/**"],
    ],
    ["one entry less", unset([1, "auth", "redirectUrls", 0]), ["-           - https://shop.example.com/**"]],
    ["a setting behind one without a value", set([2, "size"], "small"), ["+       size: small"]],
    ["a setting without a value less", unset([2, "env"]), ["-       env: # none yet"]],
    ["a setting less", unset([1, "size"]), ["-       size: large     # they pay for it"]],
    [
      "a value of several lines",
      set([1, "database", "initSql"], "select 1;\n"),
      [
        "-           create schema reporting;",
        "- ",
        "-           grant usage on schema reporting to anon;",
        "+           select 1;",
      ],
    ],
    [
      "an instance more, parted as the others are",
      add({ name: "news", ports: { gateway: 8123 } }),
      ["+ ", "+     - name: news", "+       ports:", "+         gateway: 8123"],
    ],
    [
      "an instance less, with the comments in it and above it",
      unset([1]),
      ["-     # Theirs, since 2024.", '-     - name: "shop"', "-       size: large     # they pay for it", "- "],
    ],
  ])("%s", (_what, edit, expected) => {
    const lines = changed(_what.startsWith("an instance less") ? withoutAlias : messy, edit);
    expect(lines).toEqual(expected);
  });
});

/** Without what refers to the entry that goes. */
const withoutAlias = messy
  .replace(/ {6}auth: &mail[\s\S]*?(?=\n {4}- name: wiki)/, "")
  .replace("      auth: *mail\n", "");

it("keeps the line breaks of Windows", () => {
  const windows = messy.replaceAll("\n", "\r\n");
  const document = parseDocument(windows);
  set([1, "size"], "small")(document);
  add({ name: "news", size: "large" })(document);
  const result = spliced(windows, document);
  expect(result.replaceAll("\r\n", "")).not.toContain("\n");
  expect(result).toContain("size: small     # they pay for it\r\n");
  expect(result).toContain("    - name: news\r\n      size: large\r\n");
});

it("begins a list that was empty", () => {
  const text = "config:\n  supabase-fleet:instances: [] # none yet\n  supabase-fleet:domain: example.com\n";
  expect(changed(text, add({ name: "blog" }))).toEqual([
    "-   supabase-fleet:instances: [] # none yet",
    "+   supabase-fleet:instances: [ { name: blog } ] # none yet",
  ]);
});

it("empties a list", () => {
  const text = "config:\n  supabase-fleet:instances:\n    - name: blog\n  supabase-fleet:domain: example.com\n";
  expect(changed(text, unset([0]))).toEqual([
    "-   supabase-fleet:instances:",
    "-     - name: blog",
    "+   supabase-fleet:instances: []",
  ]);
});

it("adds to a file that does not end in a line break", () => {
  const text = "config:\n  supabase-fleet:instances:\n    - name: blog";
  expect(changed(text, add({ name: "shop" }))).toEqual(["+     - name: shop"]);
});

it("leaves every other line of the example alone, whatever entry is edited", () => {
  const example = readFileSync("Pulumi.cloud.yaml", "utf8");
  for (const index of [0, 1, 2]) {
    expect(changed(example, set([index, "logLevel"], "debug"))).toHaveLength(1);
    const gone = changed(example, unset([index]));
    expect(gone.every((line) => line.startsWith("- "))).toBe(true);
  }
  expect(changed(example, add({ name: "news" }))).toEqual(["+     - name: news", "+ "]);
});
