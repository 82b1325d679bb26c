import { randomUUID } from "node:crypto";
import type { Query } from "../common/postgres.ts";
import type { Json } from "../common/json.ts";
import { hashed } from "./passwords.ts";

/** A row of auth.users, as far as it is used. */
export type User = Json & { readonly id: string };

export interface NewUser {
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
  readonly password?: string | undefined;
  readonly metadata?: Json;
  readonly appMetadata?: Json;
  readonly anonymous?: boolean;
  readonly confirmed: boolean;
}

const columns = `id, aud, role, email, phone, encrypted_password, email_confirmed_at, phone_confirmed_at, confirmation_sent_at, recovery_sent_at, confirmation_token, recovery_token,
  invited_at, last_sign_in_at, raw_app_meta_data, raw_user_meta_data, created_at, updated_at, banned_until, is_anonymous,
  (select coalesce(jsonb_agg(jsonb_build_object('identity_id', i.id, 'id', i.provider_id, 'user_id', i.user_id, 'identity_data', i.identity_data,
    'provider', i.provider, 'last_sign_in_at', i.last_sign_in_at, 'created_at', i.created_at, 'updated_at', i.updated_at)), '[]')
    from auth.identities i where i.user_id = users.id) as identities`;

/** The user whose column `by` has that value. */
export async function findUser(
  query: Query,
  by: "id" | "email" | "phone" | "confirmation_token" | "recovery_token",
  value: string,
): Promise<User | undefined> {
  const { rows } = await query(`select ${columns} from auth.users where ${by}::text = $1 and deleted_at is null`, [
    by === "email" ? value.toLowerCase() : value,
  ]);
  return rows[0] === undefined ? undefined : { ...rows[0], id: String(rows[0]["id"]) };
}

export async function listUsers(
  query: Query,
  page: number,
  perPage: number,
): Promise<{ users: User[]; total: number }> {
  const { rows } = await query(`select ${columns} from auth.users order by created_at desc limit $1 offset $2`, [
    perPage,
    (page - 1) * perPage,
  ]);
  const { rows: counted } = await query("select count(*)::int as total from auth.users");
  return { users: rows.map((row) => ({ ...row, id: String(row["id"]) })), total: Number(counted[0]?.["total"]) };
}

export async function insertUser(query: Query, user: NewUser): Promise<User> {
  const id = randomUUID();
  const email = user.email?.toLowerCase();
  const provider = email !== undefined ? "email" : user.phone !== undefined ? "phone" : undefined;
  const appMetadata = { ...(provider === undefined ? {} : { provider, providers: [provider] }), ...user.appMetadata };
  const confirmedAt = (address: string | undefined) => (user.confirmed && address !== undefined ? new Date() : null);
  await query(
    `insert into auth.users (instance_id, id, aud, role, email, phone, encrypted_password, raw_app_meta_data, raw_user_meta_data, is_anonymous,
       email_confirmed_at, phone_confirmed_at, created_at, updated_at)
     values ('00000000-0000-0000-0000-000000000000', $1, 'authenticated', 'authenticated', $2, $3, $4, $5, $6, $7, $8, $9, now(), now())`,
    [
      id,
      email ?? null,
      user.phone ?? null,
      await hashed(user.password),
      appMetadata,
      user.metadata ?? {},
      user.anonymous ?? false,
      confirmedAt(email),
      confirmedAt(user.phone),
    ],
  );
  if (provider !== undefined) {
    const data = {
      sub: id,
      ...(email === undefined ? { phone: user.phone } : { email }),
      email_verified: user.confirmed,
      phone_verified: false,
    };
    await query(
      "insert into auth.identities (provider_id, user_id, identity_data, provider, last_sign_in_at) values ($1::text, ($1::text)::uuid, $2, $3, now())",
      [id, data, provider],
    );
  }
  return found(await findUser(query, "id", id));
}

/** Columns to change; values are written as they are. */
export type UserChange = Partial<
  Record<
    | "email"
    | "phone"
    | "encrypted_password"
    | "raw_user_meta_data"
    | "raw_app_meta_data"
    | "email_confirmed_at"
    | "phone_confirmed_at"
    | "confirmation_token"
    | "confirmation_sent_at"
    | "recovery_token"
    | "recovery_sent_at"
    | "invited_at"
    | "last_sign_in_at"
    | "banned_until"
    | "is_anonymous",
    unknown
  >
>;

export async function changeUser(query: Query, id: string, change: UserChange): Promise<User> {
  const entries = Object.entries(change);
  const assignments = entries.map(([column], index) => `${column} = $${index + 2}`);
  await query(`update auth.users set ${[...assignments, "updated_at = now()"].join(", ")} where id = $1`, [
    id,
    ...entries.map(([, value]) => value),
  ]);
  return found(await findUser(query, "id", id));
}

function found(user: User | undefined): User {
  if (user === undefined) throw new Error("A user vanished inside its own transaction");
  return user;
}
