import { type YAMLMap, YAMLMap as Group, isAlias, isMap, visit } from "yaml";
import { FleetError } from "../errors";
import { fleetOf } from "../fleetFile";
import { type StackFile, instanceList, namesIn, startList, textOf } from "../stackFile";
import { withDraft } from "./draft";
import type { Edit } from "./edit";
import { settingPath } from "./path";
import { placeFor } from "./place";
import { node, setAt, yamlValue } from "./values";

export interface NewInstance {
  readonly name: string;
  readonly host?: string | undefined;
  readonly size?: string | undefined;
  /** A group under `supabase-fleet:templates`, whose settings are copied. */
  readonly template?: string | undefined;
  /** Settings such as `auth.siteUrl=https://app.example.com`; they win over the template's. */
  readonly settings: readonly string[];
}

/** A new entry at the end of the list. Its ports and its subnet are written down, so that no later neighbour moves them. */
export const creation = (wanted: NewInstance): Edit => ({
  job: ["create", wanted.name, ...(wanted.template === undefined ? [] : ["from", wanted.template])].join(" "),
  name: wanted.name,
  async change(file, workspace) {
    if (namesIn(file).includes(wanted.name))
      throw new FleetError("usage", `There is an instance "${wanted.name}" already. "fleet set" changes it.`);
    const before = await fleetOf(workspace);
    const entry = entryFor(file, wanted);
    startList(file);
    instanceList(file).add(entry);
    const fleet = await withDraft(workspace, textOf(file), fleetOf);
    const { ports, subnet } = placeFor(wanted.name, fleet, before);
    for (const [role, port] of Object.entries(ports)) {
      if (!entry.has("ports")) entry.set("ports", node(file.document, {}, { flow: true }));
      entry.setIn(["ports", role], port);
    }
    if (subnet !== undefined) entry.set("subnet", subnet);
  },
});

function entryFor(file: StackFile, { name, host, size, template, settings }: NewInstance): YAMLMap {
  const entry = new Group();
  entry.set("name", name);
  if (template !== undefined) for (const pair of templateOf(file, template).items) entry.add(pair);
  if (host !== undefined) entry.set("host", host);
  if (size !== undefined) entry.set("size", size);
  for (const setting of settings) {
    const at = setting.indexOf("=");
    if (at < 1)
      throw new FleetError("usage", `"${setting}" should be path=value, such as auth.siteUrl=https://a.example.com.`);
    setAt(entry, settingPath(setting.slice(0, at)), yamlValue(setting.slice(at + 1)));
  }
  return entry;
}

/** A copy, comments included: an anchor in it would move what refers to it. */
function templateOf({ document }: StackFile, name: string): YAMLMap {
  const templates = document.getIn(["config", "supabase-fleet:templates"]);
  const known = isMap(templates) ? templates.items.map(({ key }) => String(key)) : [];
  const found = isMap(templates) ? templates.get(name) : undefined;
  const template = isAlias(found) ? found.resolve(document) : found;
  if (isMap(template)) {
    const copy = template.clone() as YAMLMap; // a clone is of the same kind
    visit(copy, { Node: (_, inner) => void ("anchor" in inner && delete inner.anchor) });
    return copy;
  }
  const hint =
    known.length === 0 ? "The stack file has no supabase-fleet:templates." : `There are: ${known.join(", ")}.`;
  throw new FleetError("usage", `There is no template "${name}". ${hint}`);
}
