import { Hono } from "hono";
import { textOf } from "../common/json.ts";
import { transaction } from "../common/postgres.ts";
import { AuthError } from "./authError.ts";
import { bodyOf, callerOf } from "./context.ts";
import type { Auth } from "./context.ts";
import { closeSessions, openSession, refreshSession } from "./sessions.ts";
import { passwordFits } from "./passwords.ts";
import { isConfirmed } from "./publicUser.ts";
import { findUser } from "./users.ts";

/** POST /token and /logout: how a session begins, goes on and ends. */
export function tokenRoutes(auth: Auth): Hono {
  return new Hono()
    .post("/token", async (context) => {
      const body = await bodyOf(context);
      const grant = context.req.query("grant_type");
      if (grant === "password")
        return context.json(await signIn(auth, textOf(body["email"]), textOf(body["phone"]), textOf(body["password"])));
      if (grant !== "refresh_token") throw new AuthError(400, "invalid_credentials", "unsupported_grant_type");
      // A refusal may have revoked a session, which has to be kept; so it is thrown only after the transaction.
      const result = await transaction(auth.pool, (query) =>
        refreshSession(query, auth.issuer, textOf(body["refresh_token"])),
      );
      if (result instanceof AuthError) throw result;
      return context.json(result);
    })
    .post("/logout", async (context) => {
      const { user, session } = await callerOf(auth, context);
      await transaction(auth.pool, (query) =>
        closeSessions(query, context.req.query("scope") ?? "global", user.id, session),
      );
      return context.body(null, 204);
    });
}

async function signIn(auth: Auth, email: string, phone: string, password: string) {
  const by = email === "" ? "phone" : "email";
  if (!auth.settings.signup[by])
    throw new AuthError(422, `${by}_provider_disabled`, `${by === "email" ? "Email" : "Phone"} logins are disabled`);
  return transaction(auth.pool, async (query) => {
    const user = await findUser(query, by, email || phone);
    if (user === undefined || !(await passwordFits(user, password)))
      throw new AuthError(400, "invalid_credentials", "Invalid login credentials");
    if (!isConfirmed(user))
      throw new AuthError(400, `${by}_not_confirmed`, `${by === "email" ? "Email" : "Phone"} not confirmed`);
    if (isBanned(user["banned_until"])) throw new AuthError(400, "user_banned", "User is banned");
    return openSession(query, auth.issuer, user, "password");
  });
}

function isBanned(until: unknown): boolean {
  return until instanceof Date && until.getTime() > Date.now();
}
