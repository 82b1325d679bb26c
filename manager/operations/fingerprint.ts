import { createHmac, randomBytes } from "node:crypto";
import type { StoredResource } from "../../engine/state";

/** Shows a secret as a short mark, the same for the same secret. */
export type Fingerprint = (secret: string) => string;

/**
 * Marks that are the same from plan to plan of a stack, and tell nothing to those who do not have its state: the key is the
 * oldest secret in it.
 */
export function fingerprints(stored: readonly StoredResource[]): Fingerprint {
  const oldest = stored.find(({ type }) => type.endsWith(":RandomPassword"))?.outputs.result;
  const key = typeof oldest === "string" ? oldest : randomBytes(32);
  return (secret) => `#${createHmac("sha256", key).update(secret).digest("hex").slice(0, 8)}`;
}
