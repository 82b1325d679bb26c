import { createHash, createHmac, generateKeyPairSync, randomBytes, sign } from "node:crypto";

/** Secrets of one imaginary instance. */
function secretsOf() {
  const jwtSecret = randomBytes(30).toString("base64");
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { x, y, d } = privateKey.export({ format: "jwk" });
  const elliptic = { kty: "EC", crv: "P-256", alg: "ES256", kid: "a-key", use: "sig", x, y };
  const symmetric = { kty: "oct", alg: "HS256", k: Buffer.from(jwtSecret).toString("base64url") };
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = (role: string) => part({ role, iss: "supabase", iat: 1, exp: Math.floor(Date.now() / 1000) + 3600 });
  const hs256 = (role: string) => {
    const signed = `${part({ alg: "HS256", typ: "JWT" })}.${claims(role)}`;
    return `${signed}.${createHmac("sha256", jwtSecret).update(signed).digest("base64url")}`;
  };
  const es256 = (role: string) => {
    const signed = `${part({ alg: "ES256", typ: "JWT", kid: "a-key" })}.${claims(role)}`;
    return `${signed}.${sign("sha256", Buffer.from(signed), { key: privateKey, dsaEncoding: "ieee-p1363" }).toString("base64url")}`;
  };
  const opaque = (prefix: string) => {
    const body = prefix + randomBytes(17).toString("base64url").slice(0, 22);
    return `${body}_${createHash("sha256").update(`supabase-self-hosted|${body}`).digest("base64url").slice(0, 8)}`;
  };
  return {
    jwtSecret,
    hs256,
    es256,
    password: randomBytes(16).toString("hex"),
    privateKeys: JSON.stringify([{ ...elliptic, d, key_ops: ["sign", "verify"], ext: true }, symmetric]),
    jwks: JSON.stringify({ keys: [{ ...elliptic, key_ops: ["verify"], ext: true }, symmetric] }),
    publishable: opaque("sb_publishable_"),
    secret: opaque("sb_secret_"),
  };
}

export const secrets = secretsOf();
