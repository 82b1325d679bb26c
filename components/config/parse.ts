import { type HostConfig, host, hosts } from "./hosts";
import { type InstanceConfig, instance } from "./instance";
import { isGroup, merge } from "./merge";
import { type Path, Problems, hasPath } from "./problems";
import { type FleetConfig, fleetSettings } from "./schema";
import { object } from "./words";

/** A stack config in which every value by itself is right; what they mean together is not checked yet. */
export interface ParsedFleet {
  readonly domain: string;
  readonly registry: string | undefined;
  readonly release: FleetConfig["release"];
  readonly hosts: Readonly<Record<string, HostConfig>>;
  /** With its position in the list, for messages. */
  readonly instances: readonly { readonly index: number; readonly config: InstanceConfig }[];
}

const plainSettings = object({
  domain: fleetSettings.domain,
  registry: fleetSettings.registry,
  release: fleetSettings.release,
});

/** Checks value by value. Every problem is collected; undefined when so much is wrong that nothing can be built on it. */
export function parseFleet(raw: Record<string, unknown>, problems: Problems): ParsedFleet | undefined {
  const { domain, registry, release } = raw;
  const plain = plainSettings.safeParse({ domain, registry, release }, { reportInput: true });
  if (!plain.success) problems.addIssues([], plain.error.issues);
  const hosts = parseHosts(raw.hosts, problems);
  checkTemplates(raw.templates, problems);
  const instances = parseInstances(raw.instances, raw.defaults, problems);
  return plain.success ? { ...plain.data, registry: plain.data.registry, hosts, instances } : undefined;
}

function parseHosts(raw: unknown, problems: Problems): Record<string, HostConfig> {
  if (raw === undefined) return { local: host.parse({}) };
  const parsed = hosts.safeParse(raw, { reportInput: true });
  if (!parsed.success) {
    problems.addIssues(["hosts"], parsed.error.issues);
    return {};
  }
  if (Object.keys(parsed.data).length === 0) problems.add(["hosts"], "should name one host or more");
  return parsed.data;
}

/** They are for those who write new entries; here they only have to be right. */
function checkTemplates(raw: unknown, problems: Problems): void {
  const parsed = fleetSettings.templates.safeParse(raw, { reportInput: true });
  // As in the defaults, an entry may fill in what a group leaves out.
  if (!parsed.success) problems.addIssues(["templates"], parsed.error.issues, (path) => hasPath(raw, path));
}

function parseInstances(raw: unknown, defaults: unknown, problems: Problems): ParsedFleet["instances"] {
  if (defaults !== undefined) {
    const parsed = fleetSettings.defaults.safeParse(defaults, { reportInput: true });
    // What a group here leaves out may be in the entries, which are asked for it.
    if (!parsed.success) problems.addIssues(["defaults"], parsed.error.issues, (path) => hasPath(defaults, path));
  }
  if (!Array.isArray(raw)) {
    problems.add(
      ["instances"],
      raw === undefined ? "is missing; it should be a list of instances" : "should be a list of instances",
    );
    return [];
  }
  return raw.flatMap((entry: unknown, index) => parseInstance(entry, index, defaults, problems));
}

/** The defaults lie below the entry before it is checked, so that the schema's own defaults come last. */
function parseInstance(entry: unknown, index: number, defaults: unknown, problems: Problems): ParsedFleet["instances"] {
  if (!isGroup(entry)) {
    problems.add(["instances", index], "should be a group of settings with a name, such as name: blog");
    return [];
  }
  const parsed = instance.safeParse(merge(defaults ?? {}, entry), { reportInput: true });
  if (parsed.success) return [{ index, config: parsed.data }];
  // What is wrong in the defaults has been said once, under `defaults`.
  const fromDefaults = (path: Path) => path.length > 0 && hasPath(defaults, path) && !hasPath(entry, path);
  problems.addIssues(["instances", index], parsed.error.issues, (path) => !fromDefaults(path));
  return [];
}
