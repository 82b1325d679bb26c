import type { Migration } from "../common/postgres.ts";

/**
 * The tables GoTrue keeps, as far as the stand-in uses them. The database's image may bring earlier shapes of some, so each
 * step adds what is not there.
 */
export const migrations: readonly Migration[] = [
  {
    version: "00",
    sql: `
      create table if not exists auth.users (id uuid primary key);
      alter table auth.users
        add column if not exists instance_id uuid,
        add column if not exists aud varchar(255),
        add column if not exists role varchar(255),
        add column if not exists email varchar(255),
        add column if not exists encrypted_password varchar(255),
        add column if not exists invited_at timestamptz,
        add column if not exists confirmation_token varchar(255),
        add column if not exists confirmation_sent_at timestamptz,
        add column if not exists recovery_token varchar(255),
        add column if not exists recovery_sent_at timestamptz,
        add column if not exists last_sign_in_at timestamptz,
        add column if not exists raw_app_meta_data jsonb,
        add column if not exists raw_user_meta_data jsonb,
        add column if not exists is_super_admin boolean,
        add column if not exists created_at timestamptz default now(),
        add column if not exists updated_at timestamptz default now(),
        add column if not exists email_confirmed_at timestamptz,
        add column if not exists phone text,
        add column if not exists phone_confirmed_at timestamptz,
        add column if not exists banned_until timestamptz,
        add column if not exists deleted_at timestamptz,
        add column if not exists is_anonymous boolean not null default false;
      create unique index if not exists users_email_unique on auth.users (lower(email));
      create unique index if not exists users_phone_unique on auth.users (phone);
      alter table auth.users enable row level security;`,
  },
  {
    version: "20221208132122",
    sql: `
      create table if not exists auth.sessions (
        id uuid primary key, user_id uuid not null references auth.users on delete cascade,
        created_at timestamptz default now(), updated_at timestamptz default now(), aal text default 'aal1', amr text,
        not_after timestamptz, refreshed_at timestamp, user_agent text, ip inet);
      create table if not exists auth.refresh_tokens (id bigserial primary key);
      alter table auth.refresh_tokens
        add column if not exists instance_id uuid,
        add column if not exists token varchar(255),
        add column if not exists user_id varchar(255),
        add column if not exists revoked boolean default false,
        add column if not exists created_at timestamptz default now(),
        add column if not exists updated_at timestamptz default now(),
        add column if not exists parent varchar(255),
        add column if not exists session_id uuid references auth.sessions on delete cascade;
      create unique index if not exists refresh_tokens_token_unique on auth.refresh_tokens (token);
      create table if not exists auth.identities (
        id uuid primary key default gen_random_uuid(), provider_id text not null,
        user_id uuid not null references auth.users on delete cascade, identity_data jsonb not null, provider text not null,
        last_sign_in_at timestamptz, created_at timestamptz default now(), updated_at timestamptz default now(),
        unique (provider_id, provider));
      alter table auth.sessions enable row level security;
      alter table auth.refresh_tokens enable row level security;
      alter table auth.identities enable row level security;`,
  },
  {
    version: "20230131181311",
    sql: helper("uid", "uuid", "nullif(current_setting('request.jwt.claims', true)::jsonb ->> 'sub', '')::uuid"),
  },
  {
    version: "20230131181312",
    sql: helper("role", "text", "current_setting('request.jwt.claims', true)::jsonb ->> 'role'"),
  },
  {
    version: "20230131181313",
    sql: helper("email", "text", "current_setting('request.jwt.claims', true)::jsonb ->> 'email'"),
  },
  {
    version: "20230131181314",
    sql: helper("jwt", "jsonb", "nullif(current_setting('request.jwt.claims', true), '')::jsonb"),
  },
];

/** A function that policies call. One that the database's image brought belongs to another role and is left alone. */
function helper(name: string, type: string, expression: string): string {
  return `
    do $do$ begin
      if to_regprocedure('auth.${name}()') is null then
        create function auth.${name}() returns ${type} language sql stable as $fn$ select ${expression} $fn$;
      end if;
      if exists (select 1 from pg_proc where oid = to_regprocedure('auth.${name}()') and proowner = current_user::regrole) then
        grant usage on schema auth to public;
        grant execute on function auth.${name}() to public;
      end if;
    end $do$;`;
}
