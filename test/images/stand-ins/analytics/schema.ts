import type { Migration } from "../common/postgres.ts";

/** Names are unqualified: the connection's search path leads them into the schema of the environment. */
export const migrations: readonly Migration[] = [
  {
    version: "20210729161959",
    sql: `
      create table if not exists sources (id bigserial primary key, name text not null unique, token uuid not null default gen_random_uuid(), inserted_at timestamptz default now());
      create table if not exists log_events (
        id uuid primary key default gen_random_uuid(), source_id bigint not null references sources, event_message text not null,
        body jsonb not null, timestamp timestamptz not null default now());
      create index if not exists log_events_by_time on log_events (source_id, timestamp desc);
      create table if not exists source_backends (id bigserial primary key, type text not null default 'postgres', config jsonb not null);`,
  },
];

/** Sources that exist from the start in Supabase mode, and the names that queries know them by. */
export const sources: Readonly<Record<string, string>> = {
  edge_logs: "cloudflare.logs.prod",
  auth_logs: "gotrue.logs.prod",
  postgrest_logs: "postgREST.logs.prod",
  realtime_logs: "realtime.logs.prod",
  storage_logs: "storage.logs.prod.2",
  function_logs: "deno-relay-logs",
  function_edge_logs: "deno-relay-logs",
  postgres_logs: "postgres.logs",
};
