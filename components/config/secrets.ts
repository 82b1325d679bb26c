import { signingKeyFromJwks } from "../keys";
import { isDemo } from "./demoSecrets";
import { object, whole } from "./words";
import { secretValue } from "./secretValue";

/** How one secret is made when the operator gives none, and what a given one has to look like. */
export interface SecretRule {
  /** Characters of a generated value, all of A-Z a-z 0-9, so that it fits into URLs, SQL and env files as it is. */
  readonly length: number;
  /** What a given value has to match. */
  readonly accepts: RegExp;
  readonly rule: string;
  /** What a pattern cannot say. */
  readonly holds?: (text: string) => boolean;
}

const urlSafe = (min: number) => new RegExp(`^[A-Za-z0-9_~.-]{${min},256}$`);
const urlSafeRule = (min: number) => `${min} or more characters of A-Z a-z 0-9 _ ~ . -`;
const token = (min: number) => new RegExp(`^[\\x21-\\x7e]{${min},512}$`);
const tokenRule = (min: number) => `${min} or more printable characters without spaces`;

/** Vector puts its token into a quoted text before it reads the YAML around it. */
const yamlSafe = (min: number) => new RegExp(`^[A-Za-z0-9_~.+/=-]{${min},512}$`);
const yamlSafeRule = (min: number) => `${min} or more characters of A-Z a-z 0-9 _ ~ . + / = -`;

/** The secrets that are random; rules and lengths are upstream's. Everything else is derived from them. */
export const randomSecrets = {
  postgresPassword: { length: 32, accepts: urlSafe(8), rule: urlSafeRule(8) },
  jwtSecret: { length: 40, accepts: token(32), rule: tokenRule(32) },
  jwtKeys: {
    length: 64,
    accepts: /^\s*\[\s*\{[\s\S]*\}\s*\]\s*$/,
    rule: "a JSON array with one EC P-256 private key",
    holds: holdsSigningKey,
  },
  publishableKey: {
    length: 22,
    accepts: /^sb_publishable_[A-Za-z0-9_-]{22}_[A-Za-z0-9_-]{8}$/,
    rule: "sb_publishable_, 22 characters, _ and 8 characters",
  },
  secretKey: {
    length: 22,
    accepts: /^sb_secret_[A-Za-z0-9_-]{22}_[A-Za-z0-9_-]{8}$/,
    rule: "sb_secret_, 22 characters, _ and 8 characters",
  },
  dashboardPassword: {
    length: 32,
    accepts: /^(?=.*[A-Za-z])[A-Za-z0-9_~.-]{8,72}$/,
    rule: "8 to 72 characters of A-Z a-z 0-9 _ ~ . -, one of them a letter",
  },
  secretKeyBase: { length: 64, accepts: token(64), rule: tokenRule(64) },
  realtimeDbEncKey: { length: 16, accepts: /^[\x21-\x7e]{16}$/, rule: "exactly 16 printable characters" },
  vaultEncKey: { length: 32, accepts: /^[\x21-\x7e]{32}$/, rule: "exactly 32 printable characters" },
  pgMetaCryptoKey: { length: 32, accepts: token(32), rule: tokenRule(32) },
  logflarePublicToken: { length: 32, accepts: yamlSafe(32), rule: yamlSafeRule(32) },
  logflarePrivateToken: { length: 32, accepts: yamlSafe(32), rule: yamlSafeRule(32) },
  s3ProtocolKeyId: { length: 32, accepts: urlSafe(16), rule: urlSafeRule(16) },
  s3ProtocolKeySecret: { length: 64, accepts: urlSafe(16), rule: urlSafeRule(16) },
  backupPassword: { length: 48, accepts: token(16), rule: tokenRule(16) },
} as const satisfies Record<string, SecretRule>;

export type RandomSecretName = keyof typeof randomSecrets;
export const randomSecretNames = Object.keys(randomSecrets) as RandomSecretName[]; // Object.keys widens to string

/** Keys that are derived unless an existing install brings its own. */
const derivedSecrets = {
  anonKey: { accepts: /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/, rule: "a JWT" },
  serviceRoleKey: { accepts: /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/, rule: "a JWT" },
} as const;

type GivenName = RandomSecretName | keyof typeof derivedSecrets;

/** What each is for, as the reference says it. */
const purposes: Record<GivenName, string> = {
  postgresPassword: "Password of the database's roles.",
  jwtSecret: "Key that signs anonKey and serviceRoleKey.",
  jwtKeys: "Key pair that signs the tokens of users.",
  publishableKey: "API key for browsers and apps.",
  secretKey: "API key for servers; no row level security holds it back.",
  dashboardPassword: "Password of the user supabase for Studio and for the page of caught mails.",
  secretKeyBase: "Key that Realtime and the pooler sign with.",
  realtimeDbEncKey: "Key that encrypts what Realtime keeps about its tenant.",
  vaultEncKey: "Key that encrypts what the pooler keeps about its tenant.",
  pgMetaCryptoKey: "Key that encrypts connection strings between Studio and postgres-meta.",
  logflarePublicToken: "Token that logs are written with.",
  logflarePrivateToken: "Token that Studio reads logs with.",
  s3ProtocolKeyId: "Access key of Storage's own S3 interface.",
  s3ProtocolKeySecret: "Secret key of Storage's own S3 interface.",
  backupPassword: "Password that backups are encrypted with; without it no backup can be read.",
  anonKey: "API key for browsers and apps, in the older form.",
  serviceRoleKey: "API key for servers, in the older form.",
};

const given = (description: string, { accepts, rule, holds = () => true }: Omit<SecretRule, "length">) =>
  secretValue
    .refine((secret) => !secret.satisfies(isDemo), {
      error: "is a demo value from upstream's examples that everybody knows; remove it and one is generated",
      abort: true,
    })
    .refine((secret) => secret.satisfies((text) => accepts.test(text) && holds(text)), { error: `should be ${rule}` })
    .optional()
    .meta({ description, pattern: accepts.source, errorMessage: `should be ${rule}` });

export const givenSecrets = object(
  Object.fromEntries(
    Object.entries({ ...randomSecrets, ...derivedSecrets }).map(([name, rule]) => [
      name,
      given(purposes[name as GivenName], rule), // Object.entries widens to string
    ]),
  ) as Record<GivenName, ReturnType<typeof given>>, // fromEntries forgets the names
);

const generation = whole(1, 1000, "a generation").meta({
  id: "generation",
  description: "Generation in use, the first one when unset; raise it by one to rotate this secret.",
});

export const rotation = object(
  Object.fromEntries(randomSecretNames.map((name) => [name, generation.optional()])) as Record<
    RandomSecretName,
    ReturnType<typeof generation.optional>
  >, // as above
);

function holdsSigningKey(text: string): boolean {
  try {
    signingKeyFromJwks(text);
    return true;
  } catch {
    return false;
  }
}
