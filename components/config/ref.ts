import { createHash } from "node:crypto";

const letters = 20;

/**
 * The name that Supabase's clients know an instance by: 20 letters a-z, the same for the same name for ever. They refuse
 * anything else, so an instance's own name will not do. The way back is a look through the list.
 */
export function refOf(name: string): string {
  let rest = BigInt(`0x${createHash("sha256").update(`supabase-fleet project ${name}`).digest("hex")}`);
  let ref = "";
  for (; ref.length < letters; rest /= 26n) ref += String.fromCharCode(97 + Number(rest % 26n));
  return ref;
}

/** A number for where clients want one: 31 bits of the ref. */
export const numberOf = (ref: string): number => createHash("sha256").update(ref).digest().readUInt32BE(0) >>> 1;
