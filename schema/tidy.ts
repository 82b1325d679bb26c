import { type Node, mapChildren } from "./node";

/** Brings what zod writes into the form that reads best, in the file and in an editor. It accepts and refuses the same. */
export function tidy(node: Node): Node {
  return [plainReference, listedNames, withoutEmptyDefault, knownFormats, descriptionFirst].reduce(
    (done, step) => step(done),
    mapChildren(node, tidy),
  );
}

/**
 * zod repeats the parts of a referenced schema beside `$ref` once it is refined; only what is said here is kept. Draft 7
 * ignores what restricts a value beside `$ref`, so that goes into `allOf` with it; editors want to know the type then.
 */
function plainReference(node: Node): Node {
  const reference = node.$ref ?? node.allOf?.[0]?.$ref;
  if (reference === undefined) return node;
  const { description, default: preset, pattern, errorMessage } = node;
  const said = { ...(description !== undefined && { description }), ...(preset !== undefined && { default: preset }) };
  if (node.$ref !== undefined || pattern === undefined) return { ...said, $ref: reference };
  return { ...said, type: ["string", "object"], pattern, errorMessage, allOf: [{ $ref: reference }] };
}

/** Names that are known are offered as keys when they stand under `properties`. */
function listedNames(node: Node): Node {
  const { propertyNames, additionalProperties, ...rest } = node;
  if (propertyNames?.enum === undefined || typeof additionalProperties !== "object") return node;
  const properties = Object.fromEntries(propertyNames.enum.map((name) => [name, additionalProperties]));
  return { ...rest, properties, additionalProperties: false };
}

/** That a group may be left out is the rule; its settings have defaults of their own. */
function withoutEmptyDefault(node: Node): Node {
  const { default: preset, ...rest } = node;
  const empty = typeof preset === "object" && preset !== null && Object.keys(preset).length === 0;
  return empty && !Array.isArray(preset) ? rest : node;
}

/** `cidrv4` is zod's own; its pattern says the same. */
function knownFormats(node: Node): Node {
  const { format, ...rest } = node;
  return format === "cidrv4" ? rest : node;
}

const descriptionFirst = ({ description, ...rest }: Node): Node =>
  description === undefined ? rest : { description, ...rest };
