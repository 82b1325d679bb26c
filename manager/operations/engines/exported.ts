import type { Properties, StoredResource } from "../../../engine/state";

/** The mark that Pulumi puts on a secret in exported state: sdk/go/common/resource/sig. */
const secretMark = "4dabf18193072939515e22adb298388d";

interface ExportedResource {
  readonly urn: string;
  readonly custom?: boolean;
  readonly id?: string;
  readonly inputs?: Properties;
  readonly outputs?: Properties;
  readonly parent?: string;
  readonly protect?: boolean;
  readonly retainOnDelete?: boolean;
  readonly delete?: boolean;
  readonly created?: string;
}

/** The resources in the text of `pulumi stack export --show-secrets`. */
export function readExported(text: string): StoredResource[] {
  const parsed = JSON.parse(text) as { deployment?: { resources?: readonly ExportedResource[] } }; // Pulumi's own format
  return (parsed.deployment?.resources ?? []).flatMap((resource) => {
    const [, , types = "", name = ""] = resource.urn.split("::");
    // Components hold nothing, and what is marked for deletion is as good as gone.
    if (resource.custom !== true || resource.delete === true || types.startsWith("pulumi:providers:")) return [];
    return [
      {
        type: types.split("$").pop() ?? types,
        name,
        id: resource.id ?? "",
        inputs: opened(resource.inputs ?? {}) as Properties, // inputs are an object
        outputs: opened(resource.outputs ?? {}) as Properties, // so are outputs
        protect: resource.protect ?? false,
        retainOnDelete: resource.retainOnDelete ?? false,
        parent: componentName(resource.parent),
        ...(resource.created === undefined ? {} : { created: resource.created }),
        secrets: secretPaths(resource.inputs ?? {}),
      },
    ];
  });
}

const componentName = (urn = "") => (urn.includes("pulumi:pulumi:Stack") ? "" : (urn.split("::").pop() ?? ""));

const isSecret = (value: object): value is { readonly plaintext: unknown } =>
  secretMark in value && "plaintext" in value;

/** Paths of what is secret, such as `envs/3`. */
function secretPaths(value: unknown, path: readonly string[] = []): string[] {
  if (typeof value !== "object" || value === null) return [];
  if (isSecret(value)) return [path.join("/")];
  return Object.entries(value).flatMap(([key, inner]) => secretPaths(inner, [...path, key]));
}

/** A value with its secrets in plain text, and without what the provider's plugin filled in by itself. */
function opened(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(opened);
  if (typeof value !== "object" || value === null) return value;
  if (isSecret(value)) return opened(JSON.parse(String(value.plaintext)));
  const filledIn = new Set("__defaults" in value && Array.isArray(value.__defaults) ? value.__defaults : []);
  const own = Object.entries(value).filter(([key]) => key !== "__defaults" && !filledIn.has(key));
  return Object.fromEntries(own.map(([key, inner]) => [key, opened(inner)]));
}
