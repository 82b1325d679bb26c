import type { YAMLMap } from "yaml";
import { FleetError } from "../errors";
import { fleetOf } from "../fleetFile";
import { type StackFile, entryOf, instanceList, namesIn, textOf } from "../stackFile";
import { withDraft } from "./draft";
import type { Edit } from "./edit";
import { settingPath } from "./path";
import { placeFor } from "./place";
import { node, setAt } from "./values";

export interface Copying {
  readonly from: string;
  readonly name: string;
  readonly host?: string | undefined;
  /** Settings by path that the copy has in place of the original's; undefined takes a whole group out. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** What only one instance can have, and what opens the original: a copy gets its own. */
const own = ["name", "subdomain", "customDomains", "ports", "subnet", "secrets", "rotation", "keys", "expires"];

/** A new entry like another one, paused, under its own name, place and secrets. */
export const copying = (wanted: Copying): Edit => ({
  job: `copy ${wanted.from} to ${wanted.name}`,
  name: wanted.name,
  async change(file, workspace) {
    if (namesIn(file).includes(wanted.name))
      throw new FleetError("usage", `There is an instance "${wanted.name}" already. Choose another name.`);
    const before = await fleetOf(workspace);
    const entry = copyOf(file, wanted);
    instanceList(file).add(entry);
    const fleet = await withDraft(workspace, textOf(file), fleetOf);
    const { ports, subnet } = placeFor(wanted.name, fleet, before);
    if (Object.keys(ports).length > 0) entry.set("ports", node(file.document, ports, { flow: true }));
    if (subnet !== undefined) entry.set("subnet", subnet);
  },
});

function copyOf(file: StackFile, { from, name, host, settings }: Copying): YAMLMap {
  const entry = entryOf(file, from).clone() as YAMLMap; // a clone is of the same kind
  for (const setting of own) entry.delete(setting);
  entry.items.unshift(file.document.createPair("name", name));
  entry.set("state", "paused");
  if (host !== undefined) entry.set("host", host);
  for (const [path, value] of Object.entries(settings)) {
    if (value === undefined) entry.delete(path);
    else setAt(entry, settingPath(path), node(file.document, value, { flow: true }));
  }
  return entry;
}
