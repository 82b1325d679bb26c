/** The part of JSON Schema (draft 7) that the config needs. */
export interface Node {
  $schema?: string;
  $ref?: string;
  title?: string;
  description?: string;
  type?: string | readonly string[];
  enum?: readonly (string | number)[];
  const?: string | number;
  default?: unknown;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  pattern?: string;
  format?: string;
  /** What editors say about a wrong value, in the words of the config's own errors. */
  errorMessage?: string;
  items?: Node;
  properties?: Record<string, Node>;
  patternProperties?: Record<string, Node>;
  propertyNames?: Node;
  additionalProperties?: boolean | Node;
  required?: readonly string[];
  allOf?: readonly Node[];
  anyOf?: readonly Node[];
  oneOf?: readonly Node[];
  definitions?: Record<string, Node>;
}

export function mapValues<T, U>(record: Readonly<Record<string, T>>, change: (value: T, key: string) => U) {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]));
}

/** The same node with `change` applied to every schema directly below it. */
export function mapChildren(node: Node, change: (child: Node) => Node): Node {
  const { items, properties, propertyNames, additionalProperties, allOf, anyOf, oneOf, definitions } = node;
  return {
    ...node,
    ...(items && { items: change(items) }),
    ...(properties && { properties: mapValues(properties, change) }),
    ...(propertyNames && { propertyNames: change(propertyNames) }),
    ...(typeof additionalProperties === "object" && { additionalProperties: change(additionalProperties) }),
    ...(allOf && { allOf: allOf.map(change) }),
    ...(anyOf && { anyOf: anyOf.map(change) }),
    ...(oneOf && { oneOf: oneOf.map(change) }),
    ...(definitions && { definitions: mapValues(definitions, change) }),
  };
}

/** A node with its reference followed; what it says itself wins over what it refers to. */
export function resolve(root: Node, node: Node): Node {
  const { $ref, allOf, ...own } = node;
  const target = $ref ?? allOf?.[0]?.$ref;
  return target === undefined ? node : { ...resolve(root, follow(root, target)), ...own };
}

function follow(root: Node, reference: string): Node {
  const parts = reference.replace(/^#\//, "").split("/");
  let current: unknown = root;
  for (const part of parts) {
    if (typeof current !== "object" || current === null || !(part in current))
      throw new Error(`${reference} leads nowhere in the schema`);
    current = Reflect.get(current, part);
  }
  return current as Node; // everything below `definitions` and `properties` is one
}
