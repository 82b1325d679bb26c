import { hookNames, mailKinds, providerNames } from "../components/config/auth";
import { randomSecretNames } from "../components/config/secrets";
import { serviceNames } from "../components/config/services";
import { inWords } from "./inWords";
import { type Node, resolve } from "./node";

/** One setting, as a line of a table. */
export interface Row {
  readonly path: string;
  /** What it accepts, in Markdown. */
  readonly type: string;
  readonly required: boolean;
  /** What it is when it is left out; undefined when it then has no value. */
  readonly default?: unknown;
  readonly description: string;
  /** Setting and value without which it has no place. */
  readonly only?: string;
}

/** Groups with these keys are told once, with the word in the place of the key. */
export const keyWords: Readonly<Record<string, readonly string[]>> = {
  service: serviceNames,
  mail: mailKinds,
  hook: hookNames,
  provider: providerNames,
  secret: randomSecretNames,
};

export function keyWord({ properties = {} }: Node): string | undefined {
  const keys = Object.keys(properties).sort().join();
  return Object.keys(keyWords).find((word) => [...(keyWords[word] ?? [])].sort().join() === keys);
}

export function isGroup(root: Node, node: Node): boolean {
  const { properties, oneOf } = resolve(root, node);
  return properties !== undefined || oneOf !== undefined;
}

/** The settings below `node`, in the order of the schema; groups are opened. */
export function rows(root: Node, node: Node, path: string): Row[] {
  const group = resolve(root, node);
  const word = keyWord(group);
  if (word !== undefined) return oneForAll(root, group, path, word);
  if (group.oneOf !== undefined) return alternatives(root, group, path);
  const { properties, required = [] } = group;
  if (properties === undefined) return [leaf(root, node, path, false)];
  return Object.entries(properties).flatMap(([name, child]) => {
    const at = path === "" ? name : `${path}.${name}`;
    return isGroup(root, child) ? rows(root, child, at) : [leaf(root, child, at, required.includes(name))];
  });
}

function leaf(root: Node, node: Node, path: string, required: boolean): Row {
  const { additionalProperties, description = "", default: preset } = resolve(root, node);
  if (typeof additionalProperties !== "object")
    return { path, type: inWords(root, node), default: preset, required, description };
  return { path: `${path}.<name>`, type: inWords(root, additionalProperties), required, description };
}

/** What all keys have in common, then what single keys have besides. */
function oneForAll(root: Node, { properties = {} }: Node, path: string, word: string): Row[] {
  const each = Object.entries(properties).map(([name, node]) => ({ name, found: rows(root, node, "") }));
  const common = each.map(({ found }) => found).reduce((least, next) => (next.length < least.length ? next : least));
  const known = new Set(common.map((row) => row.path));
  const own = each.flatMap(({ name, found }) =>
    found.filter((row) => !known.has(row.path)).map(below(`${path}.${name}`)),
  );
  return [...common.map(below(`${path}.<${word}>`)), ...own];
}

const below =
  (path: string) =>
  (row: Row): Row => ({
    ...row,
    path: row.path === "" || row.path.startsWith(".") ? path + row.path : `${path}.${row.path}`,
  });

/** Forms of a group that its first key tells apart: the key once, then each form's own settings. */
function alternatives(root: Node, { oneOf = [], default: preset }: Node, path: string): Row[] {
  const forms = oneOf.map((form) => resolve(root, form));
  const key = Object.keys(forms[0]?.properties ?? {})[0] ?? "";
  const choices = forms.flatMap(({ properties }) => properties?.[key] ?? []);
  const chooser: Row = {
    path: `${path}.${key}`,
    type: inWords(root, { anyOf: choices }),
    required: false,
    default: typeof preset === "object" && preset !== null ? Reflect.get(preset, key) : undefined,
    description: choices.map(({ const: value, description }) => `${value}: ${description}`).join(" "),
  };
  const own = forms.flatMap((form) =>
    rows(root, form, path)
      .filter((row) => row.path !== chooser.path)
      .map((row) => ({ ...row, only: `${key}: ${form.properties?.[key]?.const}` })),
  );
  return [chooser, ...own];
}
