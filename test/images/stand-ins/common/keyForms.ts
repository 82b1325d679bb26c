import { createHash } from "node:crypto";
import type { Form } from "./form.ts";
import { isObject, listOf, objectOf, parseJson } from "./json.ts";

/** The form `jwt(role, alg)`. The signature is checked by whoever holds the key, not here. */
export function token(inside: string): Form {
  const [role = "", alg = ""] = inside.split(",").map((part) => part.trim());
  return {
    phrase: `a JWT for the role ${role}, signed ${alg}, that has not expired`,
    fits(value) {
      const [header, claims, signature, ...rest] = value.split(".");
      if (!header || !claims || !signature || rest.length > 0) return false;
      const { alg: foundAlg, kid } = decoded(header);
      const { role: foundRole, exp } = decoded(claims);
      const inTime = typeof exp === "number" && exp > Date.now() / 1000;
      return foundAlg === alg && foundRole === role && inTime && (alg !== "ES256" || typeof kid === "string");
    },
  };
}

function decoded(part: string): Record<string, unknown> {
  return objectOf(parseJson(Buffer.from(part, "base64url").toString("utf8")));
}

/** The public half that verifiers get, which still carries the symmetric key. */
export const jwks: Form = {
  phrase: "a JWKS of public EC keys and symmetric keys",
  fits(value) {
    const keys = listOf(objectOf(parseJson(value))["keys"]);
    return keys.length > 0 && keys.every((key) => isSymmetric(key) || (isEllipticKey(key) && !("d" in objectOf(key))));
  },
};

/** What Auth signs with. */
export const privateKeys: Form = {
  phrase: "a JSON array of JWKs with one P-256 key for signing, and public or symmetric keys",
  fits(value) {
    const document = parseJson(value);
    if (!Array.isArray(document)) return false;
    const signing = document.filter(
      (key) => isEllipticKey(key) && "d" in objectOf(key) && listOf(objectOf(key)["key_ops"]).includes("sign"),
    );
    const others = document.filter((key) => !signing.includes(key));
    return signing.length === 1 && others.every((key) => isSymmetric(key) || isPublicKey(key));
  },
};

/** Auth takes keys that only verify beside the one that signs. */
function isPublicKey(key: unknown): boolean {
  const operations = listOf(objectOf(key)["key_ops"]);
  return isEllipticKey(key) && !("d" in objectOf(key)) && operations.length === 1 && operations[0] === "verify";
}

function isEllipticKey(key: unknown): boolean {
  if (!isObject(key)) return false;
  const named = typeof key["kid"] === "string" && key["kid"] !== "";
  return (
    named &&
    key["kty"] === "EC" &&
    key["crv"] === "P-256" &&
    key["alg"] === "ES256" &&
    typeof key["x"] === "string" &&
    typeof key["y"] === "string"
  );
}

function isSymmetric(key: unknown): boolean {
  return (
    isObject(key) && key["kty"] === "oct" && key["alg"] === "HS256" && typeof key["k"] === "string" && key["k"] !== ""
  );
}

/** An opaque key: the prefix, 22 random characters and a checksum, which is checked too. */
export function apiKey(prefix: string): Form {
  const pattern = new RegExp(`^(${prefix}[A-Za-z0-9_-]{22})_([A-Za-z0-9_-]{8})$`);
  return {
    phrase: `a ${prefix}… key with the right checksum`,
    fits(value) {
      const [, body, checksum] = pattern.exec(value) ?? [];
      return body !== undefined && checksumOf(body) === checksum;
    },
  };
}

function checksumOf(body: string): string {
  return createHash("sha256").update(`supabase-self-hosted|${body}`).digest("base64url").slice(0, 8);
}
