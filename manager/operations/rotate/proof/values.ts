import { type RandomSecretName, randomSecretNames } from "../../../../components/config/secrets";
import type { InstanceSpec } from "../../../../components/spec";
import type { Model } from "../../model";
import type { Journal } from "../journal";
import { secretResource } from "../prepare";

/** A random secret before and after; plain text, and only in memory. */
export interface Pair {
  readonly old: string;
  readonly new: string;
}

export interface Values {
  /** Of the secrets that were rotated. */
  readonly pairs: Partial<Record<RandomSecretName, Pair>>;
  /** API keys and passwords in use. */
  readonly keys: {
    readonly publishableKey: string;
    readonly secretKey: string;
    readonly anonKey: string;
    readonly serviceRoleKey: string;
  };
  /** A random secret in use, given or generated. */
  readonly current: (secret: RandomSecretName) => string | undefined;
}

/** Old and new values, out of the state: every generation stays in it. */
export function valuesOf({ steps, outputs }: Model, spec: InstanceSpec, secrets: Journal["secrets"]): Values {
  const value = (secret: RandomSecretName, generation: number) => {
    const resource = secretResource(spec.name, secret, generation);
    const text = steps.find(({ name, type }) => name === resource && type.endsWith(":RandomPassword"))?.old?.outputs.result; // prettier-ignore
    return typeof text === "string" ? text : undefined;
  };
  const pairs: Partial<Record<RandomSecretName, Pair>> = {};
  for (const { secret, from, to } of secrets) {
    const [old, fresh] = [value(secret, from), value(secret, to)];
    if (old !== undefined && fresh !== undefined) pairs[secret] = { old, new: fresh };
  }
  const { publishableKey = "", secretKey = "", anonKey = "", serviceRoleKey = "" } = outputs[spec.name] ?? {};
  const generation = (secret: RandomSecretName) => spec.config.rotation[secret] ?? 1;
  const inUse = new Map(randomSecretNames.map((secret) => [secret, value(secret, generation(secret))]));
  return {
    pairs,
    keys: { publishableKey, secretKey, anonKey, serviceRoleKey },
    current: (secret) => inUse.get(secret),
  };
}
