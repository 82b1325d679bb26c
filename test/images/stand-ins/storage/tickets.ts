import { SignJWT, jwtVerify } from "jose";
import { textOf } from "../common/json.ts";
import type { Json } from "../common/json.ts";
import type { Storage } from "./context.ts";
import { invalid } from "./storageError.ts";

const algorithm = "HS256";

function keyOf({ environment }: Storage): Uint8Array {
  return new TextEncoder().encode(environment.text("AUTH_JWT_SECRET"));
}

/** A token for one address, which whoever holds it may use until it expires. */
export async function signTicket(storage: Storage, url: string, seconds: number, more: Json = {}): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({ url, ...more })
    .setProtectedHeader({ alg: algorithm })
    .setIssuedAt(now)
    .setExpirationTime(now + seconds)
    .sign(keyOf(storage));
}

/** The claims of a token that was signed for this very address. */
export async function readTicket(storage: Storage, token: string, url: string): Promise<Json> {
  const { payload } = await jwtVerify(token, keyOf(storage), { algorithms: [algorithm] }).catch((error: unknown) => {
    throw invalid(error instanceof Error ? error.message : "Invalid JWT");
  });
  if (textOf(payload["url"]) !== url) throw invalid("Invalid signature");
  return { ...payload };
}
