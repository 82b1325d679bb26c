import { edgeName, reservedNames } from "../../../components/config/names";
import { labelPrefix } from "../../../components/container";
import { serviceNames } from "../../../components/config/services";
import { volumeRoles } from "../../../components/volumes";
import { instanceLabel } from "../observe";
import type { Finding } from "./finding";
import type { SeenHost } from "./seen";
import type { Elsewhere, ResourceKind } from "./types";

/** Something that carries our labels or names, and that the state does not know. */
export interface Undeclared {
  readonly kind: Exclude<ResourceKind, "snippet">;
  readonly name: string;
  readonly host: string;
  readonly instance: string;
  readonly finding: Finding;
}

/**
 * What of ours nobody declared.
 * @param known names on this host that the state holds.
 * @param instances names in the list or in the state: what names another instance may be another stack's.
 */
export function undeclaredOn(
  host: SeenHost,
  known: ReadonlySet<string>,
  instances: readonly string[],
): { own: readonly Undeclared[]; elsewhere: readonly Elsewhere[] } {
  const all = [...containers(host), ...networks(host), ...volumes(host)].filter((one) => !known.has(one.name));
  const found = all.flatMap((one) => {
    const instance = one.label ?? instanceIn(one, instances);
    return instance === undefined ? [] : [{ ...one, instance, host: host.name }];
  });
  const own = found.filter(({ instance }) => instances.includes(instance));
  const others = found.filter(({ instance }) => !instances.includes(instance));
  const names = (instance: string, kind: Undeclared["kind"]) =>
    others.filter((one) => one.instance === instance && one.kind === kind).map(({ name }) => name).sort(); // prettier-ignore
  const elsewhere = [...new Set(others.map(({ instance }) => instance))].sort().map((instance) => ({
    host: host.name,
    instance,
    containers: names(instance, "container"),
    networks: names(instance, "network"),
    volumes: names(instance, "volume"),
  }));
  return { own, elsewhere };
}

interface Listed {
  readonly kind: Undeclared["kind"];
  readonly name: string;
  readonly label: string | undefined;
  readonly finding: Finding;
}

const extra = (found: string, repair: Finding["repair"], note?: string): Finding => ({
  property: "undeclared",
  found,
  secret: false,
  repair,
  ...(note === undefined ? {} : { note }),
});

/** Snapshots and helpers of this program's own operations. */
const isOperations = ({ Labels }: { readonly Labels?: Readonly<Record<string, string>> | null }) =>
  ["snapshot", "helper"].some((name) => Labels?.[labelPrefix + name] !== undefined);

const containers = ({ listed }: SeenHost): Listed[] =>
  listed.containers
    .filter((one) => !isOperations(one))
    .map(({ Names, Labels, Status }) => ({
      kind: "container",
      name: (Names[0] ?? "").slice(1),
      label: instanceLabel(Labels),
      finding: extra(Status.toLowerCase(), "remove"),
    }));

const networks = ({ listed }: SeenHost): Listed[] =>
  listed.networks.map(({ Name, Labels, Driver }) => ({
    kind: "network",
    name: Name,
    label: instanceLabel(Labels),
    finding: extra(Driver, "none", `"docker network rm ${Name}" removes it`),
  }));

const volumes = ({ listed }: SeenHost): Listed[] =>
  listed.volumes
    .filter((one) => !isOperations(one))
    .map(({ Name, Labels, Driver }) => ({
      kind: "volume",
      name: Name,
      label: instanceLabel(Labels),
      finding: extra(Driver, "none", "it may hold data, so it is left"),
    }));

const patterns: Record<Undeclared["kind"], RegExp> = {
  container: new RegExp(`^supabase-(.+)-(?:${serviceNames.join("|")})$`),
  volume: new RegExp(`^supabase-(.+)-(?:${volumeRoles.join("|")})$`),
  network: /^supabase-([a-z][a-z0-9-]*)$/,
};

/** The instance that a name without labels speaks of: the longest of ours that fits, or what our pattern says. */
function instanceIn({ kind, name }: Listed, instances: readonly string[]): string | undefined {
  if (name === edgeName || name.startsWith(`${edgeName}-`)) return "edge";
  const [longest] = instances
    .filter((instance) => `${name}-`.startsWith(`supabase-${instance}-`))
    .sort((a, b) => b.length - a.length);
  if (longest !== undefined) return longest;
  const instance = patterns[kind].exec(name)?.[1];
  return (reservedNames as readonly string[]).includes(instance ?? "") ? undefined : instance; // includes wants the same type
}
