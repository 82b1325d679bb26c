import { instance } from "../../../components/config/instance";
import { type ReleaseName, release } from "../../../components/release";
import type { ServiceName } from "../../../components/config/services";
import { isGroup } from "../../../components/config/merge";
import type { ProjectService } from "./project";
import type { Carried } from "./settings";

export interface NotCarried {
  readonly variable: string;
  readonly why: string;
}

/** Lays a value into a tree at a path such as `auth.siteUrl`. */
export function lay(tree: Record<string, unknown>, path: string, value: unknown): void {
  const [first = "", ...rest] = path.split(".");
  if (rest.length === 0) {
    tree[first] = value;
    return;
  }
  const inner = isGroup(tree[first]) ? { ...tree[first] } : {};
  lay(inner, rest.join("."), value);
  tree[first] = inner;
}

function valueAt(tree: unknown, path: string): unknown {
  return path.split(".").reduce((value: unknown, key) => (isGroup(value) ? value[key] : undefined), tree);
}

/**
 * Keeps the settings that say something: not those that are the default, nor those the schema refuses, which are named.
 */
export function fitting(
  name: string,
  carried: readonly Carried[],
): { readonly fit: readonly Carried[]; readonly refused: readonly NotCarried[] } {
  const defaults = JSON.parse(JSON.stringify(instance.parse({ name }))) as unknown;
  let fit = carried.filter(({ path, value }) => JSON.stringify(valueAt(defaults, path)) !== JSON.stringify(value));
  const refused: NotCarried[] = [];
  for (;;) {
    const tree: Record<string, unknown> = { name };
    for (const { path, value } of fit) lay(tree, path, value);
    const issue = instance.safeParse(tree).error?.issues[0];
    if (issue === undefined) return { fit, refused };
    const at = issue.path.join(".");
    // What is missing in a group is no single setting's fault: the group goes.
    const wrong = fit.filter(({ path }) => at === path || at.startsWith(`${path}.`));
    const group = at.slice(0, at.lastIndexOf("."));
    const blamed = wrong.length > 0 ? wrong : fit.filter(({ path }) => path.startsWith(`${group}.`));
    if (blamed.length === 0) return { fit: [], refused };
    refused.push(...blamed.map(({ variable }) => ({ variable, why: wrong.length > 0 ? issue.message : `${at} ${issue.message}` }))); // prettier-ignore
    fit = fit.filter((one) => !blamed.includes(one));
  }
}

/** Images that differ from those the list would take. */
export function ownImages(
  services: ReadonlyMap<ServiceName, ProjectService>,
  {
    registry,
    postgres,
    name,
  }: { readonly registry: string | undefined; readonly postgres: string; readonly name: ReleaseName },
): { readonly images: Record<string, string>; readonly refused: readonly NotCarried[] } {
  const { images, otherPostgres } = release(name);
  const own: Record<string, string> = {};
  const refused: NotCarried[] = [];
  for (const [service, { image }] of services) {
    if (image === undefined || service === "templates") continue;
    const short = registry !== undefined && image.startsWith(`${registry}/`) ? image.slice(registry.length + 1) : image;
    const plain = short.replace(/^(docker\.io\/|public\.ecr\.aws\/)/, "");
    const other = postgres === "15" ? otherPostgres["15"] : undefined;
    const usual = service === "db" ? [other ?? images.db] : service === "gateway" ? [images.gateway, images.kong] : [images[service]]; // prettier-ignore
    if (usual.includes(plain)) continue;
    if (service === "gateway")
      refused.push({ variable: `image ${image}`, why: "the gateway's configuration is the fleet's own, and made for its image" }); // prettier-ignore
    else if (registry !== undefined && plain.includes("/") && /[.:]/.test(plain.split("/")[0] ?? ""))
      refused.push({ variable: `image ${image}`, why: `is not in the registry of the list (${registry})` }); // prettier-ignore
    else own[service] = plain;
  }
  return { images: own, refused };
}
