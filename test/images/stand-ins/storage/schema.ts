import type { Migration } from "../common/postgres.ts";

const roles = "anon, authenticated, service_role, postgres";

/** Buckets, objects and the helpers that people write policies with. Access is closed until the operator writes some. */
export const migrations: readonly Migration[] = [
  {
    version: "0001-initial",
    sql: `
      create table if not exists storage.buckets (id text primary key, name text not null);
      alter table storage.buckets
        add column if not exists owner uuid,
        add column if not exists created_at timestamptz default now(),
        add column if not exists updated_at timestamptz default now(),
        add column if not exists public boolean default false,
        add column if not exists avif_autodetection boolean default false,
        add column if not exists file_size_limit bigint,
        add column if not exists allowed_mime_types text[],
        add column if not exists owner_id text,
        add column if not exists type text not null default 'STANDARD';
      create unique index if not exists bname on storage.buckets (name);
      create table if not exists storage.objects (id uuid primary key default gen_random_uuid(), bucket_id text references storage.buckets, name text);
      alter table storage.objects
        add column if not exists owner uuid,
        add column if not exists created_at timestamptz default now(),
        add column if not exists updated_at timestamptz default now(),
        add column if not exists last_accessed_at timestamptz default now(),
        add column if not exists metadata jsonb,
        add column if not exists path_tokens text[] generated always as (string_to_array(name, '/')) stored,
        add column if not exists version text,
        add column if not exists owner_id text,
        add column if not exists user_metadata jsonb;
      create unique index if not exists bucketid_objname on storage.objects (bucket_id, name);
      create index if not exists name_prefix_search on storage.objects (name text_pattern_ops);
      alter table storage.buckets enable row level security;
      alter table storage.objects enable row level security;`,
  },
  {
    version: "0002-path-helpers",
    sql: `
      create or replace function storage.foldername(name text) returns text[] language sql immutable as
        $fn$ select (string_to_array(name, '/'))[1 : array_length(string_to_array(name, '/'), 1) - 1] $fn$;
      create or replace function storage.filename(name text) returns text language sql immutable as
        $fn$ select (string_to_array(name, '/'))[array_length(string_to_array(name, '/'), 1)] $fn$;
      create or replace function storage.extension(name text) returns text language sql immutable as
        $fn$ select reverse(split_part(reverse(storage.filename(name)), '.', 1)) $fn$;`,
  },
  {
    version: "0046-buckets-objects-grants",
    sql: `
      grant usage on schema storage to ${roles};
      grant all on storage.buckets, storage.objects to ${roles};
      grant execute on all functions in schema storage to ${roles};`,
  },
];
