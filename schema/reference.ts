import { needsText, releasesText, secretsText, sizesText } from "./facts";
import { fleetNode } from "./fleetNode";
import { importText, introduction, namesText } from "./introduction";
import { page, prose } from "./markdown";
import { type Node, resolve } from "./node";
import { type Row, isGroup, rows } from "./rows";
import { section, settingsTable } from "./section";

/** The text of docs/config.md: the schema in tables, with what the code knows besides. */
export function reference(): string {
  const root = fleetNode();
  const { hosts = {}, defaults = {}, instances = {} } = root.properties ?? {};
  const host = typeof hosts.additionalProperties === "object" ? hosts.additionalProperties : {};
  const { name = {} } = resolve(root, instances.items ?? {}).properties ?? {};
  const settings = Object.entries(defaults.properties ?? {});
  const groups = settings.filter(([, node]) => isGroup(root, node));
  return `${page(
    introduction(groups.map(([key]) => key)),
    "## The fleet",
    settingsTable(fleetRows(root)),
    "## Hosts",
    prose(hosts.description ?? ""),
    section(root, host, "hosts.<name>", 3),
    importText(),
    "## Instances",
    "Each entry of the list is one. Everything but the name may stand under `supabase-fleet:defaults` too.",
    settingsTable([
      ...rows(root, { properties: { name }, required: ["name"] }, ""),
      ...settings.flatMap(([key, node]) =>
        isGroup(root, node) ? [linked(key, node)] : rows(root, { properties: { [key]: node } }, ""),
      ),
    ]),
    namesText(),
    ...groups.map(([key, node]) => groupText(root, key, node)),
    "## Releases",
    releasesText(),
  )}\n`;
}

/** A group's line in the table above it. */
const linked = (path: string, { description = "" }: Node, to = path): Row => ({
  path,
  type: `[group](#${to})`,
  required: false,
  description,
});

function fleetRows(root: Node): Row[] {
  const lines = Object.entries(root.properties ?? {}).flatMap(([key, node]) => {
    if (key === "hosts") return [linked(key, node)];
    if (key === "defaults") return [linked(key, node, "instances")];
    if (key === "templates") return [linked(`${key}.<name>`, node, "instances")];
    if (key === "instances") return [{ ...linked(key, node), type: "list of [instances](#instances)", required: true }];
    return rows(root, { properties: { [key]: node }, required: root.required }, "");
  });
  return lines.map((row) => ({ ...row, path: `supabase-fleet:${row.path}` }));
}

/** What stands behind the settings of a group. */
const behind: Readonly<Record<string, () => string>> = { services: needsText, resources: sizesText };

function groupText(root: Node, key: string, node: Node): string {
  const settings = key === "secrets" ? secretsText(node) : section(root, node, key, 4);
  return page(`### ${key}`, prose(node.description ?? ""), settings, behind[key]?.());
}
