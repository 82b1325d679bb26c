import { Hono } from "hono";
import { objectOf, textOf } from "../common/json.ts";
import type { Json } from "../common/json.ts";
import { transaction } from "../common/postgres.ts";
import type { Query } from "../common/postgres.ts";
import { AuthError } from "./authError.ts";
import { bodyOf, checkEmail, checkMailInterval, checkPassword } from "./context.ts";
import type { Auth } from "./context.ts";
import { allowedRedirect } from "./redirects.ts";
import { openSession } from "./sessions.ts";
import { hashed } from "./passwords.ts";
import { isConfirmed, publicUser } from "./publicUser.ts";
import { changeUser, findUser, insertUser } from "./users.ts";
import type { User } from "./users.ts";

/** POST /signup: with a password by e-mail or phone, or anonymously. */
export function signupRoutes(auth: Auth): Hono {
  return new Hono().post("/signup", async (context) => {
    const body = await bodyOf(context);
    const { signup } = auth.settings;
    const [email, phone] = [textOf(body["email"]), textOf(body["phone"])];
    if (signup.disabled) throw new AuthError(422, "signup_disabled", "Signups not allowed for this instance");
    if (email === "" && phone === "") return context.json(await anonymousSignup(auth, body));
    const password = textOf(body["password"]);
    if (password === "") throw new AuthError(400, "validation_failed", "Signup requires a valid password");
    checkPassword(auth.settings, password);
    const metadata = objectOf(body["data"]);
    if (email === "") return context.json(await phoneSignup(auth, phone, password, metadata));
    if (!signup.email) throw new AuthError(400, "email_provider_disabled", "Email signups are disabled");
    checkEmail(email);
    const redirect = allowedRedirect(auth.settings, context.req.query("redirect_to"));
    return context.json(
      await transaction(auth.pool, (query) => emailSignup(auth, query, { email, password, metadata, redirect })),
    );
  });
}

async function anonymousSignup(auth: Auth, body: Json): Promise<Json> {
  if (!auth.settings.signup.anonymous)
    throw new AuthError(422, "anonymous_provider_disabled", "Anonymous sign-ins are disabled");
  return transaction(auth.pool, async (query) => {
    const user = await insertUser(query, { anonymous: true, confirmed: false, metadata: objectOf(body["data"]) });
    return openSession(query, auth.issuer, user, "anonymous");
  });
}

async function phoneSignup(auth: Auth, phone: string, password: string, metadata: Json): Promise<Json> {
  if (!auth.settings.signup.phone) throw new AuthError(400, "phone_provider_disabled", "Phone signups are disabled");
  // Nothing here can send a text message, so only an instance that accepts numbers unseen gets further.
  if (!auth.settings.autoconfirm.phone) throw new AuthError(422, "sms_send_failed", "Unable to get SMS provider");
  return transaction(auth.pool, async (query) => {
    if (await findUser(query, "phone", phone))
      throw new AuthError(422, "phone_exists", "A user with this phone number has already been registered");
    return openSession(
      query,
      auth.issuer,
      await insertUser(query, { phone, password, metadata, confirmed: true }),
      "password",
    );
  });
}

interface EmailSignup {
  readonly email: string;
  readonly password: string;
  readonly metadata: Json;
  readonly redirect: string;
}

async function emailSignup(
  auth: Auth,
  query: Query,
  { email, password, metadata, redirect }: EmailSignup,
): Promise<Json> {
  const autoconfirm = auth.settings.autoconfirm.email;
  const existing = await findUser(query, "email", email);
  if (existing !== undefined && isConfirmed(existing)) {
    if (autoconfirm) throw new AuthError(422, "user_already_exists", "User already registered");
    // Whoever asks must not learn which addresses have an account; no identities is the only trace.
    return {
      ...publicUser({ id: crypto.randomUUID(), aud: "authenticated", role: "", email, identities: [] }),
      confirmation_sent_at: new Date(),
    };
  }
  const user =
    existing === undefined
      ? await insertUser(query, { email, password, metadata, confirmed: autoconfirm })
      : await changeUser(query, existing.id, {
          encrypted_password: await hashed(password),
          raw_user_meta_data: metadata,
        });
  if (autoconfirm) return openSession(query, auth.issuer, user, "password");
  return publicUser(await sendConfirmation(auth, query, user, redirect));
}

/** Mails the link that confirms a new user's address. */
export async function sendConfirmation(auth: Auth, query: Query, user: User, redirect: string): Promise<User> {
  checkMailInterval(auth.settings, user["confirmation_sent_at"]);
  const token = await auth.sendMail("CONFIRMATION", textOf(user["email"]), redirect);
  return changeUser(query, user.id, { confirmation_token: token, confirmation_sent_at: new Date() });
}
