import { createPrivateKey, randomUUID, sign } from "node:crypto";
import type { SigningKey } from "../../../../components/keys";

/** A token as Auth gives it to a user, for one minute; the user does not exist, so it opens no row of anybody. */
export function userToken({ kid, x, y, d }: SigningKey): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = { sub: randomUUID(), role: "authenticated", aud: "authenticated", iat: now, exp: now + 60 };
  const parts = [{ alg: "ES256", typ: "JWT", kid }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")); // prettier-ignore
  const message = parts.join(".");
  const key = createPrivateKey({ key: { kty: "EC", crv: "P-256", x, y, d }, format: "jwk" });
  const signature = sign("sha256", Buffer.from(message), { key, dsaEncoding: "ieee-p1363" });
  return `${message}.${signature.toString("base64url")}`;
}
