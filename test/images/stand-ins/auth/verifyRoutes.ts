import { Hono } from "hono";
import { textOf } from "../common/json.ts";
import type { Json } from "../common/json.ts";
import { transaction } from "../common/postgres.ts";
import type { Query } from "../common/postgres.ts";
import { AuthError } from "./authError.ts";
import { bodyOf } from "./context.ts";
import type { Auth } from "./context.ts";
import { hashOf } from "./mails.ts";
import { allowedRedirect } from "./redirects.ts";
import { openSession } from "./sessions.ts";
import { changeUser, findUser } from "./users.ts";
import type { User } from "./users.ts";

/** GET /verify for the link in a mail, POST /verify for its code. */
export function verifyRoutes(auth: Auth): Hono {
  return new Hono()
    .get("/verify", async (context) => {
      const target = new URL(allowedRedirect(auth.settings, context.req.query("redirect_to")));
      try {
        const session = await redeem(auth, context.req.query("type") ?? "", context.req.query("token") ?? "");
        const { access_token, expires_at, expires_in, refresh_token, token_type } = session;
        target.hash = new URLSearchParams({
          access_token: String(access_token),
          expires_at: String(expires_at),
          expires_in: String(expires_in),
          refresh_token: String(refresh_token),
          token_type: String(token_type),
          type: context.req.query("type") ?? "",
        }).toString();
      } catch (error) {
        if (!(error instanceof AuthError)) throw error;
        // The visitor came from a mail, so the application gets the error, not the browser.
        target.hash = new URLSearchParams({
          error: "access_denied",
          error_code: error.code,
          error_description: error.message,
        }).toString();
      }
      return context.redirect(target.href, 303);
    })
    .post("/verify", async (context) => {
      const body = await bodyOf(context);
      const hash = textOf(body["token_hash"]) || hashOf(textOf(body["email"]), textOf(body["token"]));
      return context.json(await redeem(auth, textOf(body["type"]), hash));
    });
}

/** Turns a mailed token into a session; it works once. */
async function redeem(auth: Auth, type: string, hash: string): Promise<Json> {
  return transaction(auth.pool, async (query) => {
    const user = await holderOf(auth, query, type, hash);
    if (user === undefined) throw new AuthError(403, "otp_expired", "Email link is invalid or has expired");
    const confirmed = await changeUser(query, user.id, {
      confirmation_token: "",
      recovery_token: "",
      email_confirmed_at: user["email_confirmed_at"] ?? new Date(),
    });
    return openSession(query, auth.issuer, confirmed, "otp");
  });
}

async function holderOf(auth: Auth, query: Query, type: string, hash: string): Promise<User | undefined> {
  if (hash === "") return undefined;
  for (const kind of columnsFor(type)) {
    const user = await findUser(query, `${kind}_token`, hash);
    const sentAt = user?.[`${kind}_sent_at`];
    if (sentAt instanceof Date && Date.now() - sentAt.getTime() <= auth.settings.otpSeconds * 1000) return user;
  }
  return undefined;
}

function columnsFor(type: string): readonly ("confirmation" | "recovery")[] {
  if (type === "signup" || type === "invite") return ["confirmation"];
  if (type === "recovery" || type === "magiclink") return ["recovery"];
  if (type === "email") return ["confirmation", "recovery"];
  throw new AuthError(400, "validation_failed", "Verify requires a verification type");
}
