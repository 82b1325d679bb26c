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
      },
    ];
  });
}

const componentName = (urn = "") => (urn.includes("pulumi:pulumi:Stack") ? "" : (urn.split("::").pop() ?? ""));

/** A value with its secrets in plain text, and without what the provider's plugin filled in by itself. */
function opened(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(opened);
  if (typeof value !== "object" || value === null) return value;
  if (secretMark in value && "plaintext" in value) return opened(JSON.parse(String(value.plaintext)));
  const filledIn = new Set("__defaults" in value && Array.isArray(value.__defaults) ? value.__defaults : []);
  const own = Object.entries(value).filter(([key]) => key !== "__defaults" && !filledIn.has(key));
  return Object.fromEntries(own.map(([key, inner]) => [key, opened(inner)]));
}
