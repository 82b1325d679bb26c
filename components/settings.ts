import { createHash } from "node:crypto";
import { host as hostSettings } from "./config/hosts";
import { instance } from "./config/instance";
import { isGroup } from "./config/merge";
import type { InstanceSpec } from "./spec";

/** Settings by path, such as `auth.siteUrl`, as JSON text. */
export type AppliedSettings = Readonly<Record<string, string>>;

/**
 * What a config says of an instance beyond the defaults, by path: kept in the state, so that a later plan can name the setting
 * that a change comes from. A secret is `[secret]`, and a long text its hash.
 */
export function appliedSettings({ name, config, domain, registry, host }: InstanceSpec): AppliedSettings {
  const { name: hostName, ...hostConfig } = host;
  const plain = JSON.parse(JSON.stringify({ ...config, domain, registry, hosts: { [hostName]: hostConfig } })); // secrets print as [secret]
  const unset = { ...instance.parse({ name }), hosts: { [hostName]: hostSettings.parse({}) } };
  const defaults = JSON.parse(JSON.stringify(unset));
  const settings = flat(plain, "");
  const known = flat(defaults, "");
  return Object.fromEntries(Object.entries(settings).filter(([path, value]) => known[path] !== value));
}

function flat(value: unknown, path: string): Record<string, string> {
  if (!isGroup(value)) return { [path]: short(JSON.stringify(value)) };
  const parts = Object.entries(value).map(([key, inner]) => flat(inner, path === "" ? key : `${path}.${key}`));
  return Object.assign({}, ...parts);
}

const short = (text: string) =>
  text.length <= 120 ? text : `"${createHash("sha256").update(text).digest("hex").slice(0, 12)}"`;
