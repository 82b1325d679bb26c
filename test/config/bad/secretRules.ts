import { type Row, instance } from "./row";

const urlSafe = (min: number) => `${min} or more characters of A-Z a-z 0-9 _ ~ . -`;
const printable = (min: number) => `${min} or more printable characters without spaces`;
const token = "32 or more characters of A-Z a-z 0-9 _ ~ . + / = -";
const keyPair = "a JSON array with one EC P-256 private key";
const dashboard = "8 to 72 characters of A-Z a-z 0-9 _ ~ . -, one of them a letter";
const opaque = (kind: string) => `sb_${kind}_, 22 characters, _ and 8 characters`;

const jwk = (kty: string, more: object) => JSON.stringify([{ kty, ...more }]);
const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoiYSJ9.c2ln";

type Rule = readonly [mistake: string, name: string, value: string, rule: string];

const rules: readonly Rule[] = [
  ["a database password of seven characters", "postgresPassword", "abcdefg", urlSafe(8)],
  ["a database password that no address can hold", "postgresPassword", "correct@horse", urlSafe(8)],
  ["a short signing key", "jwtSecret", "too-short", printable(32)],
  ["a signing key with spaces", "jwtSecret", "many words ".repeat(5), printable(32)],
  ["a key pair that is no JSON", "jwtKeys", "[{oops}]", keyPair],
  ["a key pair that is no list", "jwtKeys", '{ "kty": "EC" }', keyPair],
  ["a key pair for RSA", "jwtKeys", jwk("RSA", { n: "AQAB", e: "AQAB", d: "AQAB" }), keyPair],
  ["a key pair on another curve", "jwtKeys", jwk("EC", { crv: "P-384", d: "A".repeat(64) }), keyPair],
  ["a key pair without its private half", "jwtKeys", jwk("EC", { crv: "P-256", x: "AQAB", y: "AQAB" }), keyPair],
  ["a private key of three bytes", "jwtKeys", jwk("EC", { crv: "P-256", d: "AQAB" }), keyPair],
  ["a private key that is 0", "jwtKeys", jwk("EC", { crv: "P-256", d: "A".repeat(43) }), keyPair],
  ["a publishable key without its prefix", "publishableKey", "a".repeat(31), opaque("publishable")],
  ["a publishable key as the secret one", "secretKey", `sb_publishable_${"a".repeat(31)}`, opaque("secret")],
  ["a dashboard password of digits alone", "dashboardPassword", "1234567890", dashboard],
  ["a dashboard password longer than bcrypt reads", "dashboardPassword", "a".repeat(73), dashboard],
  ["a short key base", "secretKeyBase", "k".repeat(63), printable(64)],
  ["a Realtime key of 17 characters", "realtimeDbEncKey", "k".repeat(17), "exactly 16 printable characters"],
  ["a pooler key of 31 characters", "vaultEncKey", "k".repeat(31), "exactly 32 printable characters"],
  ["a short key for postgres-meta", "pgMetaCryptoKey", "k".repeat(31), printable(32)],
  ["a public log token with quotes", "logflarePublicToken", `"${"t".repeat(40)}"`, token],
  ["a short private log token", "logflarePrivateToken", "t".repeat(31), token],
  ["a short S3 key", "s3ProtocolKeyId", "id", urlSafe(16)],
  ["an S3 secret with a slash", "s3ProtocolKeySecret", "a/".repeat(16), urlSafe(16)],
  ["a short backup password", "backupPassword", "fifteen-letters", printable(16)],
  ["an anon key that is no token", "anonKey", "anon", "a JWT"],
  ["a service key that is half a token", "serviceRoleKey", jwt.slice(0, -5), "a JWT"],
];

const unsigned = (key: string): Row =>
  instance(
    `${key} without the secret that signed it`,
    { secrets: { [key]: jwt } },
    `secrets/jwtSecret: is missing; ${key} is only valid with the secret that signed it`,
  );

export const ruleRows: readonly Row[] = [
  ...rules.map(([mistake, name, value, rule]) =>
    instance(mistake, { secrets: { [name]: value } }, `secrets/${name}: should be ${rule}`),
  ),
  unsigned("anonKey"),
  unsigned("serviceRoleKey"),
];
