import { type Row, instance } from "./row";

const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");
const jwt = (claims: object) => `${encoded({ alg: "HS256", typ: "JWT" })}.${encoded(claims)}.c2lnbmF0dXJl`;

const jwk = (d: string) => JSON.stringify([{ kty: "EC", crv: "P-256", d }]);

/** What upstream's example files and its command line for development ship. */
const demos: readonly (readonly [about: string, name: string, value: string])[] = [
  ["the database password", "postgresPassword", "your-super-secret-and-long-postgres-password"],
  ["the database password for development", "postgresPassword", "postgres"],
  ["a placeholder in another case", "postgresPassword", "ChangeMe"],
  ["a password too short besides", "postgresPassword", "secret"],
  ["the signing key", "jwtSecret", "your-super-secret-jwt-token-with-at-least-32-characters-long"],
  ["the signing key for development", "jwtSecret", "super-secret-jwt-token-with-at-least-32-characters-long"],
  ["the dashboard password", "dashboardPassword", "this_password_is_insecure_and_should_be_updated"],
  ["the key base", "secretKeyBase", "UpNVntn3cDxHJpq99YMc1T1AQgQpc8kfYTuRgBiYa15BLrx8etQoXz3gZv1/u2oq"],
  ["the Realtime key", "realtimeDbEncKey", "supabaserealtime"],
  ["the pooler key", "vaultEncKey", "your-32-character-encryption-key"],
  ["the postgres-meta key", "pgMetaCryptoKey", "your-encryption-key-32-chars-min"],
  ["the public log token", "logflarePublicToken", "your-super-secret-and-long-logflare-key-public"],
  ["the private log token", "logflarePrivateToken", "your-super-secret-and-long-logflare-key-private"],
  ["the publishable key for development", "publishableKey", "sb_publishable_ACJWlzQHlZjBrEguHvfOxg_3BJgxAaH"],
  ["the secret key for development", "secretKey", "sb_secret_N7UND0UgjKTVK-Uodkm0Hg_xSvEMPvz"],
  ["the key pair for development", "jwtKeys", jwk("dIhR8wywJlqlua4y_yMq2SLhlFXDZJBCvFrY1DCHyVU")],
  ["the key base for development", "secretKeyBase", "EAx3IQ/wRG1v47ZD4NE4/9RzBI8Jmil3x0yhcW4V2NHBP6c2iPIzwjofi2Ep4HIG"],
  ["the pooler key for development", "vaultEncKey", "12345678901234567890123456789032"],
  ["a password that says what it is", "postgresPassword", "password"],
  ["a password that says whose it is", "dashboardPassword", "supabase"],
  ["a placeholder for the S3 secret", "s3ProtocolKeySecret", "your-s3-secret-access-key"],
  ["the S3 key", "s3ProtocolKeyId", "625729a08b95bf1b7ff351a663f3a23c"],
  ["the S3 secret", "s3ProtocolKeySecret", "850181e4652dd023b7a98c58ae0d2d34bd487ee0cc3254aed6eda37307425907"],
  ["the anon key", "anonKey", jwt({ role: "anon", iss: "supabase-demo" })],
  ["the service key", "serviceRoleKey", jwt({ role: "service_role", iss: "supabase-demo" })],
];

export const demoRows: readonly Row[] = demos.map(([about, name, value]) =>
  instance(
    about,
    { secrets: { [name]: value } },
    `secrets/${name}: is a demo value from upstream's examples that everybody knows; remove it and one is generated`,
  ),
);
