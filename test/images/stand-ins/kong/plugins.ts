import type { StrictDocument } from "../common/strictDocument.ts";
import type { Json } from "../common/json.ts";
import { messageOf } from "../common/json.ts";
import { parseTemplate } from "./template.ts";

/** A plugin as configured on a route, a service or everywhere. */
export interface Plugin {
  readonly name: PluginName;
  readonly config: Json;
}

const changes = ["headers", "querystring", "body"];

/** Known plugins with their fields, in the order in which Kong runs them. */
const fields = {
  cors: [
    "origins",
    "methods",
    "headers",
    "exposed_headers",
    "credentials",
    "max_age",
    "preflight_continue",
    "private_network",
  ],
  "key-auth": [
    "key_names",
    "key_in_header",
    "key_in_query",
    "key_in_body",
    "hide_credentials",
    "anonymous",
    "run_on_preflight",
    "realm",
  ],
  "basic-auth": ["hide_credentials", "anonymous", "realm"],
  "ip-restriction": ["allow", "deny", "status", "message"],
  acl: ["allow", "deny", "hide_groups_header", "always_use_authenticated_groups"],
  "request-transformer": ["add", "append", "replace", "remove", "rename", "http_method"],
  "request-termination": ["status_code", "message", "body", "content_type", "echo", "trigger"],
  "post-function": ["access", "header_filter", "body_filter", "log", "rewrite", "certificate"],
} as const;

export type PluginName = keyof typeof fields;
// The keys of a constant; TypeScript types them as plain text.
export const pluginOrder = Object.keys(fields) as PluginName[];

/** Reads a list of plugins; one that the instance did not switch on is a mistake, as in Kong. */
export function readPlugins(
  document: StrictDocument,
  value: unknown,
  where: string,
  switchedOn: readonly string[],
): Plugin[] {
  return document.list(value, where).flatMap((one, index) => {
    const at = `${where}/${index}`;
    const plugin = document.group(one, at, ["name", "config", "enabled", "tags", "protocols"]);
    const name = document.word(plugin["name"], `${at}/name`, pluginOrder);
    if (name === undefined) return [];
    if (!switchedOn.includes(name)) document.problems.push(`${at}/name: ${name} is not in KONG_PLUGINS`);
    const config =
      plugin["config"] === undefined || plugin["config"] === null
        ? {}
        : document.group(plugin["config"], `${at}/config`, fields[name]);
    checkConfig(document, name, config, `${at}/config`);
    return document.flag(plugin["enabled"], `${at}/enabled`, true) ? [{ name, config }] : [];
  });
}

function checkConfig(document: StrictDocument, name: PluginName, config: Json, where: string): void {
  for (const field of ["allow", "deny", "key_names", "origins", "methods", "access"])
    if (config[field] !== undefined) document.texts(config[field], `${where}/${field}`);
  if (name === "request-transformer") checkTransformer(document, config, where);
  if (name === "request-termination") document.number(config["status_code"], `${where}/status_code`, 503);
  if (name === "acl" && config["allow"] === undefined && config["deny"] === undefined)
    document.problems.push(`${where}: should have allow or deny`);
  if (name === "post-function" && document.texts(config["access"], `${where}/access`).length === 0)
    document.problems.push(`${where}/access: should hold at least one function`);
}

function checkTransformer(document: StrictDocument, config: Json, where: string): void {
  for (const kind of ["add", "append", "replace", "remove", "rename"]) {
    if (config[kind] === undefined) continue;
    const group = document.group(config[kind], `${where}/${kind}`, kind === "replace" ? [...changes, "uri"] : changes);
    for (const place of changes) {
      document.texts(group[place], `${where}/${kind}/${place}`).forEach((line, index) => {
        const at = `${where}/${kind}/${place}/${index}`;
        if (kind !== "remove" && !/^[^:\s]+:/.test(line)) document.problems.push(`${at}: should be name:value`);
        try {
          parseTemplate(line);
        } catch (error) {
          document.problems.push(`${at}: ${messageOf(error)}`);
        }
      });
    }
  }
}
