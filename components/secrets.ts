import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { hashSync } from "bcryptjs";
import { type RandomSecretName, randomSecretNames, randomSecrets } from "./config/secrets";
import * as keys from "./keys";
import type { InstanceSpec, Secrets } from "./spec";

type Generated = Record<RandomSecretName, random.RandomPassword>;

/**
 * The secrets of an instance. Each generation of each random secret is a resource of its own and stays declared for good:
 * a volume or a backup made with it can be opened again. A secret the operator gives is used in place of the newest one.
 */
export function createSecrets(instance: InstanceSpec, opts: pulumi.CustomResourceOptions): Secrets {
  const { config } = instance;
  const newest = {} as Generated; // filled by the loop over all names below
  const earlier: Partial<Generated> = {};
  let firstPassword: random.RandomPassword | undefined;
  for (const name of randomSecretNames) {
    for (let generation = 1; generation <= (config.rotation[name] ?? 1); generation++) {
      if (generation > 1) earlier[name] = newest[name];
      newest[name] = randomSecret(instance.name, name, generation, opts);
      if (name === "postgresPassword") firstPassword ??= newest[name];
    }
  }
  const value = (name: RandomSecretName) => config.secrets[name]?.open() ?? newest[name].result;
  const initialPostgresPassword =
    config.secrets.postgresPassword?.open() ?? (firstPassword ?? newest.postgresPassword).result;
  return {
    ...derivedKeys(instance, newest, earlier.jwtKeys, value),
    postgresPassword: value("postgresPassword"),
    initialPostgresPassword,
    jwtSecret: value("jwtSecret"),
    dashboardPassword: value("dashboardPassword"),
    dashboardPasswordHash: passwordHash(instance, newest.dashboardPassword),
    secretKeyBase: value("secretKeyBase"),
    realtimeDbEncKey: value("realtimeDbEncKey"),
    vaultEncKey: value("vaultEncKey"),
    pgMetaCryptoKey: value("pgMetaCryptoKey"),
    logflarePublicToken: value("logflarePublicToken"),
    logflarePrivateToken: value("logflarePrivateToken"),
    s3ProtocolKeyId: value("s3ProtocolKeyId"),
    s3ProtocolKeySecret: value("s3ProtocolKeySecret"),
    backupPassword: value("backupPassword"),
  };
}

function randomSecret(
  instance: string,
  name: RandomSecretName,
  generation: number,
  opts: pulumi.CustomResourceOptions,
): random.RandomPassword {
  const suffix = generation === 1 ? "" : `-${generation}`;
  const { length } = randomSecrets[name];
  // A letter and a digit each, because the dashboard refuses a password of digits alone.
  const args = { length, special: false, minLower: 1, minNumeric: 1 };
  return new random.RandomPassword(`${instance}-${kebab(name)}${suffix}`, args, opts);
}

export const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

function derivedKeys(
  instance: InstanceSpec,
  newest: Generated,
  earlierPair: random.RandomPassword | undefined,
  value: (name: RandomSecretName) => pulumi.Output<string>,
) {
  const { secrets, keys: validity } = instance.config;
  const life = keys.lifetime(validity.issuedAt, validity.lifetimeYears);
  const jwtSecret = value("jwtSecret");
  const pair = secrets.jwtKeys?.open().apply(keys.signingKeyFromJwks) ?? newest.jwtKeys.result.apply(keys.signingKey);
  const earlier = validity.previousJwtKeys === "accept" && secrets.jwtKeys === undefined ? earlierPair : undefined;
  const previous = pulumi.all(earlier === undefined ? [] : [earlier.result.apply(keys.signingKey)]);
  const all = pulumi.all([pair, jwtSecret, previous]);
  return {
    anonKey: secrets.anonKey?.open() ?? jwtSecret.apply((secret) => keys.apiKey("anon", secret, life)),
    serviceRoleKey:
      secrets.serviceRoleKey?.open() ?? jwtSecret.apply((secret) => keys.apiKey("service_role", secret, life)),
    publishableKey:
      secrets.publishableKey?.open() ??
      newest.publishableKey.result.apply((text) => keys.opaqueKey("publishable", text)),
    secretKey: secrets.secretKey?.open() ?? newest.secretKey.result.apply((text) => keys.opaqueKey("secret", text)),
    jwtKeys: all.apply((given) => keys.jwtKeys(...given)),
    jwtJwks: all.apply((given) => keys.jwtJwks(...given)),
    anonKeyAsymmetric: pair.apply((key) => keys.apiKeyAsymmetric("anon", key, life)),
    serviceRoleKeyAsymmetric: pair.apply((key) => keys.apiKeyAsymmetric("service_role", key, life)),
  };
}

/** bcrypt wants a salt; for a given password it is derived, so that the hash stays the same from run to run. */
function passwordHash({ name, config }: InstanceSpec, generated: random.RandomPassword): pulumi.Output<string> {
  const given = config.secrets.dashboardPassword?.open();
  if (given === undefined) return generated.bcryptHash;
  return given.apply((password) => {
    const salt = createHash("sha256").update(`${name}|${password}`).digest("hex").slice(0, 21);
    return hashSync(password, `$2b$10$${salt}u`);
  });
}
