import * as pulumi from "@pulumi/pulumi";
import { randomSecretNames } from "../config/secrets";
import { Sealed } from "../config/secretValue";
import type { InstanceSpec, Secrets } from "../spec";

/**
 * What a backup holds besides data, as JSON: `entry` is the instance's entry in the list with every setting, `sealed` the paths
 * of those settings that are secrets, `secrets` every secret in use by its name in the list, `images` what ran, `host` the settings of the host it ran on.
 */
export function backupEntry(instance: InstanceSpec, secrets: Secrets): pulumi.Output<string> {
  const { config, images, postgres, services, domain, registry, host } = instance;
  const { secrets: _given, rotation: _generations, ...settings } = config;
  const sealed: string[] = [];
  const mail = { ...config.auth.mail, templates: instance.mailTemplates }; // texts: their files may be lost, too
  const entry = opened({ ...settings, auth: { ...config.auth, mail } }, "", sealed);
  const used = Object.fromEntries(
    [...randomSecretNames, "anonKey" as const, "serviceRoleKey" as const].map((name) => [name, secrets[name]]),
  );
  const ran = Object.fromEntries(services.map((service) => [service, images[service]]));
  return pulumi.jsonStringify({ entry, sealed, secrets: used, postgres, images: ran, domain, registry, host });
}

/** The same tree with its secrets as Outputs; `sealed` collects their paths. */
function opened(value: unknown, path: string, sealed: string[]): pulumi.Input<unknown> {
  if (value instanceof Sealed) {
    sealed.push(path);
    return value.open();
  }
  if (Array.isArray(value)) return value.map((inner, index) => opened(inner, `${path}.${index}`, sealed));
  if (typeof value !== "object" || value === null) return value;
  const parts = Object.entries(value).map(([key, inner]) => [
    key,
    opened(inner, path === "" ? key : `${path}.${key}`, sealed),
  ]);
  return Object.fromEntries(parts) as Record<string, unknown>; // fromEntries forgets the values' type
}
