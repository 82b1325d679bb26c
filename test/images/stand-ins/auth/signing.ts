import { SignJWT, importJWK } from "jose";
import type { CryptoKey, JWTPayload } from "jose";
import { isObject, listOf, parseJson } from "../common/json.ts";

export type Sign = (claims: JWTPayload, seconds: number) => Promise<string>;

/** Signs ES256 with the private key when there is one, else HS256 with the shared secret. */
export async function signer(secret: string, keys: string | undefined): Promise<Sign> {
  const { key, header } = await signingKey(secret, keys);
  return (claims, seconds) => {
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT(claims)
      .setProtectedHeader({ typ: "JWT", ...header })
      .setIssuedAt(now)
      .setExpirationTime(now + seconds)
      .sign(key);
  };
}

async function signingKey(
  secret: string,
  keys: string | undefined,
): Promise<{ key: CryptoKey | Uint8Array; header: { alg: string; kid?: string } }> {
  const all = listOf(keys === undefined ? undefined : parseJson(keys)).filter(isObject);
  const elliptic = all.find((key) => key["kty"] === "EC" && typeof key["d"] === "string");
  if (elliptic === undefined) return { key: new TextEncoder().encode(secret), header: { alg: "HS256" } };
  const { crv, x, y, d, kid } = elliptic;
  const key = await importJWK({ kty: "EC", crv: String(crv), x: String(x), y: String(y), d: String(d) }, "ES256");
  return { key, header: { alg: "ES256", kid: String(kid) } };
}
