import type { Migration } from "../common/postgres.ts";

/** Names are unqualified on purpose: only the search path of DB_AFTER_CONNECT_QUERY leads them into the right schema. */
export const migrations: readonly Migration[] = [
  {
    version: "20210706140551",
    sql: `
      create table if not exists tenants (
        id uuid primary key default gen_random_uuid(), name varchar(255), external_id varchar(255) unique, jwt_secret varchar(255),
        jwt_jwks jsonb, postgres_cdc_default varchar(255) default 'postgres_cdc_rls', max_concurrent_users integer not null default 200,
        max_events_per_second integer default 100, max_bytes_per_second integer default 100000, max_channels_per_client integer default 100,
        max_joins_per_second integer default 100, suspend boolean default false, private_only boolean not null default false,
        inserted_at timestamp not null default now(), updated_at timestamp not null default now());
      create table if not exists extensions (
        id uuid primary key default gen_random_uuid(), type varchar(255), settings jsonb,
        tenant_external_id varchar(255) references tenants (external_id) on delete cascade,
        inserted_at timestamp not null default now(), updated_at timestamp not null default now(), unique (tenant_external_id, type));`,
  },
];
