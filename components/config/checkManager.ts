import { siteNamesOf } from "./checkNames";
import type { ParsedFleet } from "./parse";
import type { Problems } from "./problems";

/** The manager of a host needs a Caddy, and a name that leads to no instance. */
export function checkManagers({ hosts, instances, domain }: ParsedFleet, problems: Problems): void {
  for (const [host, { edge }] of Object.entries(hosts)) {
    const { manager, mode } = edge;
    if (manager === undefined) continue;
    const path = ["hosts", host, "edge", "manager"];
    if (mode === "none") problems.add(path, "is of no use without a Caddy: edge.mode is none");
    const owner = instances.find(({ config }) => siteNamesOf(config, domain).includes(manager.name));
    if (owner !== undefined) problems.add([...path, "name"], `"${manager.name}" belongs to instances/${owner.index}`);
  }
}
