import { randomBytes, randomUUID } from "node:crypto";
import type { Query } from "../common/postgres.ts";
import { objectOf } from "../common/json.ts";
import type { Json } from "../common/json.ts";
import { AuthError } from "./authError.ts";
import type { Settings } from "./settings.ts";
import type { Sign } from "./signing.ts";
import { publicUser } from "./publicUser.ts";
import { changeUser, findUser } from "./users.ts";
import type { User } from "./users.ts";

/** What issuing tokens needs. */
export interface Issuer {
  readonly settings: Settings;
  readonly sign: Sign;
}

/** Signs a user in: a new session, its first pair of tokens. */
export async function openSession(query: Query, issuer: Issuer, user: User, method: string): Promise<Json> {
  const session = randomUUID();
  await query("insert into auth.sessions (id, user_id, aal, amr) values ($1, $2, 'aal1', $3)", [
    session,
    user.id,
    method,
  ]);
  const signedIn = await changeUser(query, user.id, { last_sign_in_at: new Date() });
  return tokens(query, issuer, signedIn, { session, method, parent: null });
}

/** Trades a refresh token for the next pair; one that was traded before betrays theft and ends the whole session. */
export async function refreshSession(query: Query, issuer: Issuer, token: string): Promise<Json | AuthError> {
  const { rows } = await query(
    `select r.id, r.revoked, r.user_id, r.session_id, s.amr, extract(epoch from now() - r.updated_at) as age
     from auth.refresh_tokens r join auth.sessions s on s.id = r.session_id where r.token = $1 for update of r`,
    [token],
  );
  const row = rows[0];
  if (row === undefined)
    return new AuthError(400, "refresh_token_not_found", "Invalid Refresh Token: Refresh Token Not Found");
  const mayRepeat = Number(row["age"]) <= issuer.settings.reuseSeconds;
  if (row["revoked"] === true && !mayRepeat) {
    await query("update auth.refresh_tokens set revoked = true where session_id = $1", [row["session_id"]]);
    return new AuthError(400, "refresh_token_already_used", "Invalid Refresh Token: Already Used");
  }
  const user = await findUser(query, "id", String(row["user_id"]));
  if (user === undefined) return new AuthError(400, "user_not_found", "User from the token does not exist");
  const { session_id: session, amr: method } = row;
  if (!issuer.settings.rotation)
    return tokens(query, issuer, user, { session: String(session), method: String(method), keep: token, parent: null });
  await query("update auth.refresh_tokens set revoked = true, updated_at = now() where id = $1", [row["id"]]);
  return tokens(query, issuer, user, { session: String(session), method: String(method), parent: token });
}

/** Signs out: this session, the user's others, or all of them. */
export async function closeSessions(query: Query, scope: string, user: string, session: string): Promise<void> {
  const conditions: Readonly<Record<string, string>> = {
    local: "id = $2",
    others: "id <> $2",
    global: "true or id = $2",
  };
  const condition = conditions[scope];
  if (condition === undefined) throw new AuthError(400, "validation_failed", `Unsupported logout scope "${scope}"`);
  await query(`delete from auth.sessions where user_id = $1 and (${condition})`, [user, session]);
}

interface Grant {
  readonly session: string;
  readonly method: string;
  readonly parent: string | null;
  /** The refresh token to hand out again, when tokens are not rotated. */
  readonly keep?: string;
}

async function tokens(query: Query, { settings, sign }: Issuer, user: User, grant: Grant): Promise<Json> {
  const refreshToken = grant.keep ?? randomBytes(16).toString("base64url");
  if (grant.keep === undefined) {
    await query(
      "insert into auth.refresh_tokens (token, user_id, session_id, parent, revoked) values ($1, $2, $3, $4, false)",
      [refreshToken, user.id, grant.session, grant.parent],
    );
  }
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: settings.jwt.issuer,
    sub: user.id,
    aud: settings.jwt.audience,
    email: String(user["email"] ?? ""),
    phone: String(user["phone"] ?? ""),
    app_metadata: objectOf(user["raw_app_meta_data"]),
    user_metadata: objectOf(user["raw_user_meta_data"]),
    role: String(user["role"] || settings.jwt.role),
    aal: "aal1",
    amr: [{ method: grant.method, timestamp: now }],
    session_id: grant.session,
    is_anonymous: user["is_anonymous"] === true,
  };
  return {
    access_token: await sign(claims, settings.tokenSeconds),
    token_type: "bearer",
    expires_in: settings.tokenSeconds,
    expires_at: now + settings.tokenSeconds,
    refresh_token: refreshToken,
    user: publicUser(user),
  };
}
