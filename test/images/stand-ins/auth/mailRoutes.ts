import { Hono } from "hono";
import { textOf } from "../common/json.ts";
import { transaction } from "../common/postgres.ts";
import { AuthError } from "./authError.ts";
import { bodyOf, checkEmail, checkMailInterval, requireAdmin } from "./context.ts";
import type { Auth } from "./context.ts";
import { allowedRedirect } from "./redirects.ts";
import { sendConfirmation } from "./signupRoutes.ts";
import { isConfirmed, publicUser } from "./publicUser.ts";
import { changeUser, findUser, insertUser } from "./users.ts";

/** Everything that sends a mail besides signing up: /recover, /otp, /magiclink, /resend, /invite. */
export function mailRoutes(auth: Auth): Hono {
  return new Hono()
    .post("/recover", async (context) => {
      const email = textOf((await bodyOf(context))["email"]);
      await sendLogin(auth, "RECOVERY", email, context.req.query("redirect_to"));
      return context.json({});
    })
    .on("POST", ["/otp", "/magiclink"], async (context) => {
      const body = await bodyOf(context);
      const email = textOf(body["email"]);
      if (email === "") throw new AuthError(422, "sms_send_failed", "Unable to get SMS provider");
      if (!auth.settings.signup.email) throw new AuthError(422, "email_provider_disabled", "Email logins are disabled");
      if (body["create_user"] !== false) await ensureUser(auth, email);
      else if (!(await known(auth, email))) throw new AuthError(422, "otp_disabled", "Signups not allowed for otp");
      await sendLogin(auth, "MAGIC_LINK", email, context.req.query("redirect_to"));
      return context.json({});
    })
    .post("/resend", async (context) => {
      const email = textOf((await bodyOf(context))["email"]);
      const redirect = allowedRedirect(auth.settings, context.req.query("redirect_to"));
      await transaction(auth.pool, async (query) => {
        const user = await findUser(query, "email", email);
        if (user !== undefined && !isConfirmed(user)) await sendConfirmation(auth, query, user, redirect);
      });
      return context.json({});
    })
    .post("/invite", async (context) => {
      await requireAdmin(auth, context);
      const email = textOf((await bodyOf(context))["email"]);
      checkEmail(email);
      if (await known(auth, email))
        throw new AuthError(422, "email_exists", "A user with this email address has already been registered");
      const user = await transaction(auth.pool, async (query) => {
        const { id } = await insertUser(query, { email, confirmed: false });
        const token = await auth.sendMail(
          "INVITE",
          email,
          allowedRedirect(auth.settings, context.req.query("redirect_to")),
        );
        return changeUser(query, id, {
          confirmation_token: token,
          confirmation_sent_at: new Date(),
          invited_at: new Date(),
        });
      });
      return context.json(publicUser(user));
    });
}

async function known(auth: Auth, email: string): Promise<boolean> {
  return (await transaction(auth.pool, (query) => findUser(query, "email", email))) !== undefined;
}

async function ensureUser(auth: Auth, email: string): Promise<void> {
  checkEmail(email);
  if (await known(auth, email)) return;
  if (auth.settings.signup.disabled)
    throw new AuthError(422, "signup_disabled", "Signups not allowed for this instance");
  await transaction(auth.pool, (query) => insertUser(query, { email, confirmed: false }));
}

/** Mails a link or code that signs in; an unknown address gets the same answer and no mail. */
async function sendLogin(
  auth: Auth,
  kind: "RECOVERY" | "MAGIC_LINK",
  email: string,
  redirectTo: string | undefined,
): Promise<void> {
  checkEmail(email);
  await transaction(auth.pool, async (query) => {
    const user = await findUser(query, "email", email);
    if (user === undefined) return;
    checkMailInterval(auth.settings, user["recovery_sent_at"]);
    const token = await auth.sendMail(kind, email, allowedRedirect(auth.settings, redirectTo));
    await changeUser(query, user.id, { recovery_token: token, recovery_sent_at: new Date() });
  });
}
