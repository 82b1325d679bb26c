import { createHmac, timingSafeEqual } from "node:crypto";
import { givenSecrets } from "../../../components/config/secrets";
import type { Variables } from "./variables";

/** Upstream's names of the secrets that the list has a place for. */
const places = {
  POSTGRES_PASSWORD: "postgresPassword",
  JWT_SECRET: "jwtSecret",
  ANON_KEY: "anonKey",
  SERVICE_ROLE_KEY: "serviceRoleKey",
  SUPABASE_PUBLISHABLE_KEY: "publishableKey",
  SUPABASE_SECRET_KEY: "secretKey",
  JWT_KEYS: "jwtKeys",
  DASHBOARD_PASSWORD: "dashboardPassword",
  SECRET_KEY_BASE: "secretKeyBase",
  REALTIME_DB_ENC_KEY: "realtimeDbEncKey",
  VAULT_ENC_KEY: "vaultEncKey",
  PG_META_CRYPTO_KEY: "pgMetaCryptoKey",
  LOGFLARE_PUBLIC_ACCESS_TOKEN: "logflarePublicToken",
  LOGFLARE_PRIVATE_ACCESS_TOKEN: "logflarePrivateToken",
  S3_PROTOCOL_ACCESS_KEY_ID: "s3ProtocolKeyId",
  S3_PROTOCOL_ACCESS_KEY_SECRET: "s3ProtocolKeySecret",
} as const;

type SecretName = (typeof places)[keyof typeof places];

export const secretNames: readonly string[] = Object.keys(places);

/** What ends for users and operators when a secret is made anew. */
const ends: Record<SecretName, string> = {
  postgresPassword: "connection strings of your own",
  jwtSecret: "every API key in the older form, and every session until its app asks for a new token",
  anonKey: "this key: ship the new one with your apps",
  serviceRoleKey: "this key: give your servers the new one",
  publishableKey: "this key: ship the new one with your apps",
  secretKey: "this key: give your servers the new one",
  jwtKeys: "the access token of every user; apps get a new one by themselves",
  dashboardPassword: "the password of Studio",
  secretKeyBase: "nothing a user keeps",
  realtimeDbEncKey: "nothing: Realtime writes its tenant anew",
  vaultEncKey: "nothing: the pooler writes its tenant anew",
  pgMetaCryptoKey: "nothing",
  logflarePublicToken: "nothing a user keeps",
  logflarePrivateToken: "nothing a user keeps",
  s3ProtocolKeyId: "credentials of your own S3 clients",
  s3ProtocolKeySecret: "credentials of your own S3 clients",
};

/** A secret of the install that cannot stay. It does not hold the secret. */
export interface Rotated {
  readonly variable: string;
  readonly name: SecretName;
  readonly reason: string;
  /** What ends because of it. */
  readonly ends: string;
}

export interface FoundSecrets {
  /** By the list's name; plain. */
  readonly kept: ReadonlyMap<SecretName, string>;
  readonly rotated: readonly Rotated[];
  readonly password: string | undefined;
}

/** Sorts the secrets of an install into those that stay and those that the list refuses: demo values, broken ones. */
export function secretsOf(variables: Variables): FoundSecrets {
  const kept = new Map<SecretName, string>();
  const rotated: Rotated[] = [];
  const refuse = (name: SecretName, reason: string) => {
    const variable = Object.entries(places).find(([, place]) => place === name)?.[0] ?? name;
    kept.delete(name);
    rotated.push({ variable, name, reason, ends: ends[name] });
  };
  for (const [variable, name] of Object.entries(places)) {
    const value = variables.get(variable);
    if (value === undefined || value === "") continue;
    const problem = givenSecrets.safeParse({ [name]: value }).error?.issues[0]?.message;
    kept.set(name, value);
    if (problem !== undefined) refuse(name, problem.replace(/; remove it and one is generated$/, ""));
  }
  const jwtSecret = kept.get("jwtSecret");
  for (const name of ["anonKey", "serviceRoleKey"] as const) {
    const key = kept.get(name);
    if (key !== undefined && (jwtSecret === undefined || !isSignedBy(key, jwtSecret)))
      refuse(name, "is not signed with a JWT_SECRET that can stay");
  }
  return { kept, rotated, password: variables.get("POSTGRES_PASSWORD") };
}

function isSignedBy(token: string, secret: string): boolean {
  const [header = "", payload = "", signature = ""] = token.split(".");
  const expected = createHmac("sha256", secret).update(`${header}.${payload}`).digest();
  const given = Buffer.from(signature, "base64url");
  return given.length === expected.length && timingSafeEqual(given, expected);
}
