import { compare, hash } from "bcryptjs";
import type { User } from "./users.ts";

/** Empty for a user without a password, whom no password then matches. */
export async function hashed(password: string | undefined): Promise<string> {
  return password === undefined ? "" : hash(password, 10);
}

export async function passwordFits(user: User, password: string): Promise<boolean> {
  const stored = user["encrypted_password"];
  return typeof stored === "string" && stored !== "" && (await compare(password, stored));
}
