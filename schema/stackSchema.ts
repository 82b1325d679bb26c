import { fleetNode } from "./fleetNode";
import { type Node, mapValues } from "./node";

const namespace = "supabase-fleet:";

/** What Pulumi itself keeps in a stack file. */
const pulumiSettings: Record<string, Node> = {
  environment: { description: "Pulumi ESC environments whose values are added.", type: ["array", "object"] },
  mainEnvironment: { description: "The Pulumi ESC environment that holds the config.", type: "string" },
  secretsprovider: { description: "What encrypts the secrets of this stack.", type: "string" },
  encryptedkey: { description: "Key of the secrets, encrypted by the provider; written by Pulumi.", type: "string" },
  encryptionsalt: { description: "Salt of the passphrase; written by Pulumi.", type: "string" },
};

/** The JSON Schema of a whole `Pulumi.<stack>.yaml`. Draft 7 is what the YAML language server knows best. */
export function stackSchema(): Node {
  const { properties: fleet = {}, required = [], definitions } = fleetNode();
  const { defaults = {}, templates = {}, instances = {}, ...plain } = fleet;
  const settings = mergeable({ ...defaults, description: "Anything an instance may set besides its name." });
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    description: "A stack file of supabase-fleet.",
    type: "object",
    properties: {
      config: {
        description: "Config of the stack.",
        type: "object",
        properties: namespaced({
          ...plain,
          defaults: { description: defaults.description, $ref: "#/definitions/settings" },
          templates: { ...templates, additionalProperties: { $ref: "#/definitions/settings" } },
          instances: { ...instances, items: { $ref: "#/definitions/instance" } },
        }),
        required: required.map((name) => namespace + name),
        // Of other namespaces, such as docker:host, other programs know the meaning.
        patternProperties: { [`^(?!${namespace})[^:]+:.`]: {} },
        additionalProperties: false,
      },
      ...pulumiSettings,
    },
    additionalProperties: false,
    definitions: {
      instance: instanceNode(instances.items ?? {}, settings),
      settings,
      ...mapValues(definitions ?? {}, mergeable),
    },
  };
}

const namespaced = (settings: Record<string, Node>): Record<string, Node> =>
  Object.fromEntries(Object.entries(settings).map(([name, node]) => [namespace + name, node]));

/** An instance may set what `defaults` may, so it refers there: one copy of everything. */
function instanceNode(instance: Node, settings: Node): Node {
  const shared = settings.properties ?? {};
  const properties = mapValues(instance.properties ?? {}, (own, name) =>
    name in shared ? { $ref: `#/definitions/settings/properties/${name}` } : own,
  );
  return { ...instance, description: "An instance of Supabase.", properties };
}

/**
 * Half of a group may stand in `defaults` and half in an instance, and no schema sees both: what a group requires is told
 * in words, and the fleet itself checks it. The alternatives of one value (`anyOf`) do not mix.
 */
function mergeable(node: Node): Node {
  const { required = [], oneOf, properties, additionalProperties, ...rest } = node;
  const told = (name: string, { description, ...child }: Node): Node => ({
    description: required.includes(name) ? `${description} Required.` : description,
    ...child,
  });
  return {
    ...rest,
    ...(properties && { properties: mapValues(properties, (child, name) => told(name, mergeable(child))) }),
    ...(oneOf && { anyOf: oneOf.map(mergeable) }),
    ...(additionalProperties !== undefined && {
      additionalProperties: typeof additionalProperties === "object" ? mergeable(additionalProperties) : false,
    }),
  };
}
