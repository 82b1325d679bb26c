import { z } from "zod";
import { portRanges } from "../components/config/ports";
import { fleetSchema } from "../components/config/schema";
import { type Node, mapValues } from "./node";
import { tidy } from "./tidy";

/** The settings below `supabase-fleet:` as JSON Schema. `defaults` and an instance's settings are two copies of the same. */
export function fleetNode(): Node {
  const { properties = {}, definitions = {}, ...root } = tidy(fromZod());
  return {
    ...root,
    properties: { ...properties, defaults: withPortRanges(properties.defaults ?? {}) },
    definitions: { ...definitions, secret: withEncrypted(definitions.secret ?? {}) },
  };
}

function fromZod(): Node {
  const schema = z.toJSONSchema(fleetSchema, {
    io: "input",
    target: "draft-7",
    override: ({ zodSchema, jsonSchema }) => {
      const { $ref, allOf, type, enum: words } = jsonSchema;
      const plain = $ref === undefined && allOf === undefined && words === undefined;
      // Editors put this in the place of everything they would say about an object or a list.
      const speaks = type === "string" || type === "integer" || type === undefined;
      if (plain && speaks) jsonSchema.errorMessage ??= sentence(zodSchema);
      // zod leaves a default out above a transformation; ours hold on both sides of it.
      if (zodSchema instanceof z.ZodDefault) jsonSchema.default ??= zodSchema.def.defaultValue;
    },
  });
  return schema as Node; // zod's type allows more than the config uses, such as boolean schemas
}

/** What the config's own error says when the value is of a wrong kind. */
function sentence(schema: z.core.$ZodType): string | undefined {
  const message = z.safeParse(schema, Symbol("of no kind")).error?.issues[0]?.message;
  return message?.startsWith("should be") ? message : undefined;
}

function withPortRanges(settings: Node): Node {
  const { ports } = settings.properties ?? {};
  const properties = mapValues(ports?.properties ?? {}, (node, role) => ({
    ...node,
    description: `${node.description} ${whenUnset(role)}`,
  }));
  return { ...settings, properties: { ...settings.properties, ports: { ...ports, properties } } };
}

function whenUnset(role: string): string {
  const range = Object.entries(portRanges).find(([name]) => name === role)?.[1];
  if (range === undefined) throw new Error(`ports.${role} has no range`);
  const { first, last, chosen } = range;
  return chosen
    ? `Chosen from ${first} to ${last} when unset.`
    : `Published only when set; ${first} to ${last} are kept free for it.`;
}

/** What `pulumi config set --secret --path` leaves in the file, in the place of a text. */
function withEncrypted(secret: Node): Node {
  const secure: Node = { type: "string", description: "Written by pulumi config set --secret --path." };
  const encrypted: Node = { type: "object", properties: { secure }, required: ["secure"], additionalProperties: false };
  return { ...secret, anyOf: [...(secret.anyOf ?? []), encrypted] };
}
