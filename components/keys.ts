import { createHash, hkdfSync } from "node:crypto";
import { mapHashToField } from "@noble/curves/abstract/modular";
import { p256 } from "@noble/curves/nist";
import { SignJWT, base64url } from "jose";

/**
 * Keys and tokens of an instance, computed from its random secrets. Every function is pure: the same input gives the same
 * text on every run, or each preview would show a change. That is why ES256 signatures are RFC 6979 ones and why the
 * issue time is given.
 */

export type ApiRole = "anon" | "service_role";

/** Seconds since 1970 in the claims of the API keys. */
export interface KeyLifetime {
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** An EC P-256 key pair in JWK form; all but `kid` base64url. */
export interface SigningKey {
  readonly kid: string;
  readonly x: string;
  readonly y: string;
  readonly d: string;
}

export function lifetime(issuedAt: string, years: number): KeyLifetime {
  const start = Date.parse(`${issuedAt}T00:00:00Z`) / 1000;
  return { issuedAt: start, expiresAt: start + years * 365 * 24 * 3600 };
}

/** The key pair that belongs to a random text. */
export function signingKey(seed: string): SigningKey {
  const wide = new Uint8Array(hkdfSync("sha256", seed, "", "supabase-fleet signing key", 48));
  return fromPrivate(mapHashToField(wide, p256.CURVE.n));
}

/** The key pair of an existing install: the first EC private key of a JSON array of JWKs. */
export function signingKeyFromJwks(text: string): SigningKey {
  const parsed: unknown = JSON.parse(text);
  const keys: readonly unknown[] = Array.isArray(parsed) ? parsed : [];
  for (const key of keys) {
    if (typeof key !== "object" || key === null || !("d" in key) || !("crv" in key)) continue;
    if (key.crv !== "P-256" || typeof key.d !== "string") continue;
    const pair = fromPrivate(base64url.decode(key.d));
    return "kid" in key && typeof key.kid === "string" ? { ...pair, kid: key.kid } : pair;
  }
  throw new Error("secrets/jwtKeys should hold an EC P-256 private key (kty EC, crv P-256, d)");
}

function fromPrivate(secret: Uint8Array): SigningKey {
  const point = p256.getPublicKey(secret, false);
  const x = base64url.encode(point.slice(1, 33));
  const y = base64url.encode(point.slice(33, 65));
  return { kid: uuid(`${x}.${y}`), x, y, d: base64url.encode(secret) };
}

/** A UUID (version 8: own scheme) that names a public key. */
function uuid(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    "-",
  );
}

/** Public half of a key pair. */
export type PublicKey = Omit<SigningKey, "d">;

/**
 * What Auth signs with: the EC pair first, so that new tokens are ES256; the shared secret still verifies, and so does the
 * public half of an earlier pair while its tokens are about.
 */
export function jwtKeys({ d, ...key }: SigningKey, jwtSecret: string, previous: readonly PublicKey[] = []): string {
  const ec = { ...elliptic(key, ["sign", "verify"]), d };
  return JSON.stringify([ec, ...previous.map((one) => elliptic(one, ["verify"])), symmetric(jwtSecret)]);
}

/** What the other services verify with. It holds the shared secret, so it is one. */
export function jwtJwks(key: PublicKey, jwtSecret: string, previous: readonly PublicKey[] = []): string {
  const all = [key, ...previous].map((one) => elliptic(one, ["verify"]));
  return JSON.stringify({ keys: [...all, symmetric(jwtSecret)] });
}

const elliptic = ({ kid, x, y }: PublicKey, operations: readonly string[]) => ({
  kty: "EC",
  kid,
  use: "sig",
  key_ops: operations,
  alg: "ES256",
  ext: true,
  crv: "P-256",
  x,
  y,
});

const symmetric = (secret: string) => ({ kty: "oct", k: base64url.encode(secret), alg: "HS256" });

const claims = (role: ApiRole, { issuedAt, expiresAt }: KeyLifetime) => ({
  role,
  iss: "supabase",
  iat: issuedAt,
  exp: expiresAt,
});

/** The legacy API key of a role. */
export async function apiKey(role: ApiRole, jwtSecret: string, life: KeyLifetime): Promise<string> {
  const secret = new TextEncoder().encode(jwtSecret);
  return await new SignJWT(claims(role, life)).setProtectedHeader({ alg: "HS256", typ: "JWT" }).sign(secret);
}

/** What the gateway puts in the place of an opaque key. It never reaches a client. */
export function apiKeyAsymmetric(role: ApiRole, key: SigningKey, life: KeyLifetime): string {
  const header = { alg: "ES256", typ: "JWT", kid: key.kid };
  const message = [header, claims(role, life)].map((part) => base64url.encode(JSON.stringify(part))).join(".");
  const digest = createHash("sha256").update(message).digest();
  const signature = p256.sign(digest, base64url.decode(key.d), { prehash: false, lowS: false });
  return `${message}.${base64url.encode(signature.toCompactRawBytes())}`;
}

/** An opaque key: prefix, 22 random characters, 8 characters of checksum, as upstream's scripts make it. */
export function opaqueKey(kind: "publishable" | "secret", random: string): string {
  const body = `sb_${kind}_${random}`;
  const checksum = createHash("sha256").update(`supabase-self-hosted|${body}`).digest("base64url").slice(0, 8);
  return `${body}_${checksum}`;
}
