import type { Context } from "hono";
import type { Pool } from "pg";
import { objectOf, textOf } from "../common/json.ts";
import type { Json } from "../common/json.ts";
import { transaction } from "../common/postgres.ts";
import { TokenError, bearer } from "../common/tokens.ts";
import type { Verify } from "../common/tokens.ts";
import { AuthError } from "./authError.ts";
import type { SendMail } from "./mails.ts";
import type { Issuer } from "./sessions.ts";
import type { Settings } from "./settings.ts";
import { findUser } from "./users.ts";
import type { User } from "./users.ts";

/** Everything a route needs. */
export interface Auth {
  readonly settings: Settings;
  readonly pool: Pool;
  readonly issuer: Issuer;
  readonly verify: Verify;
  readonly sendMail: SendMail;
}

export async function bodyOf(context: Context): Promise<Json> {
  return objectOf(await context.req.json().catch(() => undefined));
}

/** Claims of the caller's token. */
export async function claimsOf(auth: Auth, context: Context): Promise<Json> {
  const token = bearer(context.req.header("authorization"));
  if (token === undefined) throw new AuthError(401, "no_authorization", "This endpoint requires a valid Bearer token");
  try {
    return await auth.verify(token);
  } catch (error) {
    const reason = error instanceof TokenError ? error.message : "unknown reason";
    throw new AuthError(403, "bad_jwt", `invalid JWT: unable to parse or verify signature, ${reason}`);
  }
}

/** The signed-in caller and the session the token belongs to. */
export async function callerOf(auth: Auth, context: Context): Promise<{ user: User; session: string }> {
  const claims = await claimsOf(auth, context);
  const id = textOf(claims["sub"]);
  if (id === "") throw new AuthError(403, "bad_jwt", "invalid claim: missing sub claim");
  const user = await transaction(auth.pool, (query) => findUser(query, "id", id));
  if (user === undefined) throw new AuthError(403, "user_not_found", "User from sub claim in JWT does not exist");
  return { user, session: textOf(claims["session_id"]) };
}

export async function requireAdmin(auth: Auth, context: Context): Promise<void> {
  const { role } = await claimsOf(auth, context);
  if (!auth.settings.jwt.adminRoles.includes(textOf(role))) throw new AuthError(403, "not_admin", "User not allowed");
}

/** @throws when the password is too weak, with every reason. */
export function checkPassword({ password: rules }: Settings, password: string): void {
  const reasons = [
    ...(password.length < rules.minLength ? ["length"] : []),
    ...(rules.requiredSets.every((set) => [...password].some((character) => set.includes(character)))
      ? []
      : ["characters"]),
  ];
  if (reasons.length === 0) return;
  throw new AuthError(422, "weak_password", `Password should be at least ${rules.minLength} characters.`, {
    weak_password: { reasons },
  });
}

export function checkEmail(email: string): void {
  if (!/^[^\s@]+@[^\s@]+$/.test(email))
    throw new AuthError(400, "validation_failed", "Unable to validate email address: invalid format");
}

/** @throws when the last mail of this kind to this user is younger than the instance allows. */
export function checkMailInterval({ mailInterval }: Settings, sentAt: unknown): void {
  const age = sentAt instanceof Date ? Date.now() - sentAt.getTime() : Infinity;
  if (age >= mailInterval) return;
  const wait = Math.ceil((mailInterval - age) / 1000);
  throw new AuthError(
    429,
    "over_email_send_rate_limit",
    `For security purposes, you can only request this after ${wait} seconds.`,
  );
}
