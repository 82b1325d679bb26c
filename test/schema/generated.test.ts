import { expect, it } from "vitest";
import { instance } from "../../components/config/instance";
import { randomSecretNames } from "../../components/config/secrets";
import { generatedFiles, staleFiles } from "../../schema/files";
import { fleetNode } from "../../schema/fleetNode";
import { type Node, resolve } from "../../schema/node";
import { rows } from "../../schema/rows";
import { at } from "./validator";

const root = fleetNode();
const settings = root.properties?.defaults ?? {};

it("is up to date in the repository", async () => {
  expect(await staleFiles()).toEqual([]);
});

it("describes every setting in a sentence", () => {
  const silent = described(root, "").filter(({ text }) => !/^\S.*\.$/.test(text));
  expect(silent).toEqual([]);
});

it("promises the defaults that an instance gets", () => {
  // Where an instance has no such group, the group has no defaults.
  const always = (path: string) => !path.includes("<") && !/^(auth\.smtp|backup)\./.test(path);
  const explicit = rows(root, settings, "")
    .filter((row) => row.default !== undefined && row.only === undefined && always(row.path))
    .map((row) => at(row.path, row.default));
  const merged = explicit.reduce<object>(deepMerge, { name: "blog" });
  expect(instance.parse(merged)).toEqual(instance.parse({ name: "blog" }));
});

it("names every secret in the reference, with its rule", async () => {
  const { "docs/config.md": reference = "" } = await generatedFiles();
  for (const name of randomSecretNames) expect(reference).toMatch(new RegExp(`^\\| .secrets\\.${name}. \\|`, "m"));
  expect(reference).toContain("| exactly 16 printable characters |");
});

/** Every setting and group with its description. */
function described(node: Node, path: string): { path: string; text: string }[] {
  const { properties = {}, oneOf = [], additionalProperties, items } = resolve(root, node);
  const inner = [...oneOf, ...(items ? [items] : [])].flatMap((form) => described(form, path));
  const named = typeof additionalProperties === "object" ? described(additionalProperties, `${path}/*`) : [];
  const own = Object.entries(properties).flatMap(([key, child]) => [
    { path: `${path}/${key}`, text: resolve(root, child).description ?? "" },
    ...described(child, `${path}/${key}`),
  ]);
  return [...own, ...inner, ...named];
}

function deepMerge(base: object, over: object): object {
  const merged = Object.entries(over).map(([key, value]: [string, unknown]) => {
    const below: unknown = Reflect.get(base, key);
    const both = isObject(below) && isObject(value);
    return [key, both ? deepMerge(below, value) : value];
  });
  return { ...base, ...Object.fromEntries(merged) };
}

const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);
