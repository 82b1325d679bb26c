import { objectOf } from "../common/json.ts";
import type { Json } from "../common/json.ts";
import type { User } from "./users.ts";

export function isConfirmed(user: User): boolean {
  return Boolean(user["email_confirmed_at"] ?? user["phone_confirmed_at"]) || user["is_anonymous"] === true;
}

/** The user as clients see it. */
export function publicUser(user: User): Json {
  const {
    id,
    aud,
    role,
    email,
    phone,
    email_confirmed_at,
    phone_confirmed_at,
    confirmation_sent_at,
    recovery_sent_at,
    invited_at,
    last_sign_in_at,
  } = user;
  return dropNulls({
    id,
    aud,
    role,
    email: email ?? "",
    phone: phone ?? "",
    email_confirmed_at,
    phone_confirmed_at,
    confirmed_at: email_confirmed_at ?? phone_confirmed_at,
    confirmation_sent_at,
    recovery_sent_at,
    invited_at,
    last_sign_in_at,
    app_metadata: objectOf(user["raw_app_meta_data"]),
    user_metadata: objectOf(user["raw_user_meta_data"]),
    identities: user["identities"],
    created_at: user["created_at"],
    updated_at: user["updated_at"],
    banned_until: user["banned_until"],
    is_anonymous: user["is_anonymous"],
  });
}

function dropNulls(object: Json): Json {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null && value !== undefined));
}
