import { readFileSync } from "node:fs";
import { join } from "node:path";
import { program } from "../workspace";

/** A part of the JSON schema of a stack file, as far as it is looked at here. */
export interface SchemaNode {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly allOf?: readonly SchemaNode[];
  readonly definitions?: Readonly<Record<string, SchemaNode>>;
}

let read: SchemaNode | undefined;

/** The JSON schema of a stack file, as editors use it: `definitions.settings` is what an instance may set. */
export const stackSchema = (): SchemaNode =>
  (read ??= JSON.parse(readFileSync(join(program, "schema/supabase-fleet.schema.json"), "utf8")) as SchemaNode); // generated

/** Whether a part is a secret, wherever its shape is written down. */
export const isSecret = ({ $ref, allOf = [] }: SchemaNode): boolean =>
  $ref === "#/definitions/secret" || allOf.some(isSecret);

/** A part with what it refers to in its place. */
export function resolved(part: SchemaNode): SchemaNode {
  if (part.$ref === undefined) return part;
  const found = part.$ref
    .replace(/^#\//, "")
    .split("/")
    .reduce<unknown>((now, key) => (typeof now === "object" && now !== null ? Reflect.get(now, key) : undefined), stackSchema()); // prettier-ignore
  return typeof found === "object" && found !== null ? resolved(found) : {};
}

/** What lies below one key of a part; undefined where the schema knows none. */
export function below(part: SchemaNode, key: string): SchemaNode | undefined {
  const { properties = {}, additionalProperties, items, anyOf = [] } = resolved(part);
  if (properties[key] !== undefined) return properties[key];
  for (const branch of anyOf) {
    const found = below(branch, key);
    if (found !== undefined) return found;
  }
  return items ?? (typeof additionalProperties === "object" ? additionalProperties : undefined);
}
