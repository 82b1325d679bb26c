import { type RandomSecretName, randomSecretNames } from "../../../components/config/secrets";
import { kebab } from "../../../components/secrets";
import type { InstanceSpec } from "../../../components/spec";
import type { StoredResource } from "../../../engine/state";
import { type AuditEntry, readAudit } from "../audit";
import type { Workspace } from "../workspace";
import type { KeysStatus, SecretAge } from "./types";

/** Validity of the API keys that are computed; given ones say it themselves. */
export function keysOf({ config }: InstanceSpec, given: ReadonlySet<string>): KeysStatus {
  if (given.has("anonKey") || given.has("serviceRoleKey")) return {};
  const { issuedAt, lifetimeYears } = config.keys;
  const start = Date.parse(`${issuedAt}T00:00:00Z`);
  const year = 365 * 24 * 3600 * 1000;
  return { issuedAt: new Date(start).toISOString(), expiresAt: new Date(start + lifetimeYears * year).toISOString() };
}

/**
 * Since when each secret is what it is. The CLI's state knows; without it, a first generation is as old as the network, which
 * is made along with it, and a later one as its rotation in the audit log.
 */
export function secretAges(
  workspace: Workspace,
  { name: instance, config }: InstanceSpec,
  known: {
    readonly given: ReadonlySet<string>;
    readonly stored: readonly StoredResource[];
    readonly networkCreatedAt: string | undefined;
  },
): SecretAge[] {
  const audit = readAudit(workspace);
  return randomSecretNames.map((name) => {
    if (known.given.has(name)) return { name };
    const generation = config.rotation[name] ?? 1;
    const resource = `${instance}-${kebab(name)}${generation === 1 ? "" : `-${generation}`}`;
    const created = known.stored.find((one) => one.name === resource)?.created;
    const rotated = generation === 1 ? undefined : rotatedAt(audit, instance, name);
    if (created !== undefined) return { name, generation, since: created, source: "state" };
    if (rotated !== undefined) return { name, generation, since: rotated, source: "audit" };
    if (generation === 1 && known.networkCreatedAt !== undefined)
      return { name, generation, since: known.networkCreatedAt, source: "network" };
    return { name, generation };
  });
}

const rotatedAt = (audit: readonly AuditEntry[], instance: string, secret: RandomSecretName) =>
  audit.findLast(({ job, result }) => {
    const [operation, name, what] = job.split(" ");
    return result === "done" && operation === "rotate" && name === instance && (what === secret || what === "all");
  })?.at;
