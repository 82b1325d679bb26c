import { createLocalJWKSet, errors, jwtVerify } from "jose";
import type { JSONWebKeySet, JWTPayload } from "jose";
import { isObject, parseJson } from "./json.ts";

/** Says whether a token is genuine: rejects with a sentence, resolves with its claims. */
export type Verify = (token: string) => Promise<JWTPayload>;

export class TokenError extends Error {}

/**
 * Verifies HS256 with the shared secret and ES256 with the key set, each with its own kind of key only, so that a public
 * key can never be passed off as a shared secret.
 */
export function verifier(secret: string, keySet?: string): Verify {
  const shared = new TextEncoder().encode(secret);
  const published = createLocalJWKSet(ellipticKeys(keySet));
  return async (token) => {
    try {
      const result =
        headerAlg(token) === "HS256"
          ? await jwtVerify(token, shared, { algorithms: ["HS256"] })
          : await jwtVerify(token, published, { algorithms: ["ES256"] });
      return result.payload;
    } catch (error) {
      throw new TokenError(reason(error), { cause: error });
    }
  };
}

/** The public keys of a JWKS, or of an array of private ones. */
export function ellipticKeys(document: string | undefined): JSONWebKeySet {
  const parsed = document === undefined ? undefined : parseJson(document);
  const all: unknown[] = Array.isArray(parsed)
    ? parsed
    : isObject(parsed) && Array.isArray(parsed["keys"])
      ? parsed["keys"]
      : [];
  const keys = all.filter(isObject).filter((key) => key["kty"] === "EC");
  // The private number `d` never leaves this function.
  return {
    keys: keys.map(({ crv, x, y, kid }) => ({
      kty: "EC",
      alg: "ES256",
      use: "sig",
      key_ops: ["verify"],
      crv: String(crv),
      x: String(x),
      y: String(y),
      kid: String(kid),
    })),
  };
}

/** The token of an `Authorization` header, with or without the word Bearer in front. */
export function bearer(header: string | undefined): string | undefined {
  return header?.replace(/^Bearer\s+/i, "").trim() || undefined;
}

function headerAlg(token: string): unknown {
  const header = parseJson(Buffer.from(token.split(".")[0] ?? "", "base64url").toString("utf8"));
  return isObject(header) ? header["alg"] : undefined;
}

function reason(error: unknown): string {
  if (error instanceof errors.JWTExpired) return "token is expired";
  if (error instanceof errors.JWSSignatureVerificationFailed) return "signature verification failed";
  if (error instanceof errors.JWKSNoMatchingKey) return "signed with an unknown key";
  return "token is malformed";
}
