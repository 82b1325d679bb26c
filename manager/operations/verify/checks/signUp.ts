import { randomBytes } from "node:crypto";
import { type Check, Failed, Skipped } from "../check";
import { request, said } from "../request";
import type { Subject } from "../subject";

/** A user is made by the admin API, so that neither a closed sign-up nor a mail stands in the way. */
export const signUp: Check = {
  id: "sign-up",
  sentence: "a user is made, signs in and is known by the token",
  async run(subject) {
    const { api, keys, user } = subject;
    const credentials = { email: `fleet-verify-${randomBytes(8).toString("hex")}@fleet-verify.invalid`, password: `Aa1!${randomBytes(24).toString("hex")}` }; // prettier-ignore
    const made = await request(api, "/auth/v1/admin/users", {
      method: "POST",
      headers: { apikey: keys.secretKey },
      body: { ...credentials, email_confirm: true },
    });
    const { id } = made.json;
    if (made.status >= 300 || typeof id !== "string")
      throw new Failed(`Auth made no user (${said(made)}). "fleet logs ${subject.spec.name} auth" says more.`);
    subject.cleanUps.push(async () => await forget(subject, id));
    skipWithoutPasswords(subject);
    const signedIn = await request(api, "/auth/v1/token?grant_type=password", {
      method: "POST",
      headers: { apikey: keys.publishableKey },
      body: credentials,
    });
    const token = signedIn.json.access_token;
    if (signedIn.status !== 200 || typeof token !== "string")
      throw new Failed(`The user was made, but could not sign in (${said(signedIn)}).`);
    const known = await request(api, "/auth/v1/user", { headers: { apikey: keys.publishableKey, ...bearer(token) } });
    if (known.json.id !== id) throw new Failed(`Auth does not know its own token (${said(known)}).`);
    user.token = token;
    return undefined;
  },
};

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

function skipWithoutPasswords({ spec: { config } }: Subject): void {
  if (!config.auth.email.enabled)
    throw new Skipped("a user was made, but auth.email.enabled is off: nobody signs in with a password");
}

async function forget({ api, keys }: Subject, id: string): Promise<void> {
  const gone = await request(api, `/auth/v1/admin/users/${id}`, {
    method: "DELETE",
    headers: { apikey: keys.secretKey },
  });
  if (gone.status >= 300 && gone.status !== 404) throw new Error(`the user ${id} is still there (${said(gone)})`);
}
