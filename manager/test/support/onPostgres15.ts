import { execFileSync } from "node:child_process";

/** What a user's database may hold that a dump could lose: one of each. */
const everything = `
create schema shop;
create table public.notes (id bigint generated always as identity primary key, text text not null, owner uuid default auth.uid());
alter table public.notes enable row level security;
create policy own on public.notes for all to authenticated using (owner = auth.uid());
grant all on public.notes to authenticated, service_role;
insert into public.notes (text) select 'note ' || n from generate_series(1, 500) n;
create sequence shop.numbers start 500;
create type shop.colour as enum ('red', 'green');
create table shop.orders (number bigint default nextval('shop.numbers') primary key, what jsonb, colour shop.colour);
insert into shop.orders (what, colour) values ('{"a": "ü''x"}', 'red'), (null, 'green');
create function shop.twice(i int) returns int language sql immutable as 'select i * 2';
create index on shop.orders (shop.twice(number::int));
create materialized view shop.counted as select count(*) from public.notes;
create role reporting login password 'report-pass-123' connection limit 3;
alter role reporting set statement_timeout = '7s';
grant usage on schema shop to reporting;
grant select on shop.orders to reporting;
alter database postgres set "app.own" to 'kept';
alter role reporting in database postgres set work_mem = '9MB';
select lo_from_bytea(4711, decode('00ff10', 'hex'));
create extension hstore schema extensions;
create database ledger owner postgres;
\\connect ledger
create table entries as select n, md5(n::text) from generate_series(1, 200) n;
`;

/** SQL as the superuser of an instance. */
export function asAdmin(instance: string, sql: string, database = "postgres"): string {
  const args = ["exec", "-i", `supabase-${instance}-db`, "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-U", "supabase_admin", "-d", database]; // prettier-ignore
  return execFileSync("docker", args, { encoding: "utf8", input: sql }).trim();
}

export const fill = (instance: string): string => asAdmin(instance, everything);

/** One line of what `fill` has made, as the database of now has it. */
export const held = (instance: string): string =>
  [
    asAdmin(
      instance,
      `select concat_ws(' ', (select count(*) from public.notes), (select string_agg(number || coalesce(what ->> 'a', '-') || colour, ',' order by number) from shop.orders),
        (select last_value from shop.numbers), shop.twice(4), (select count from shop.counted), lo_get(4711), current_setting('app.own'), extensions.hstore('a', 'b') -> 'a',
        (select rolconnlimit from pg_roles where rolname = 'reporting'))`,
    ),
    asAdmin(instance, "select count(*) from entries", "ledger"),
  ].join(" ");

export const whatIsHeld = "500 500ü'xred,501-green 501 8 500 \\x00ff10 kept b 3 200";

/** The major version that serves an instance. */
export const servedBy = (instance: string): string =>
  asAdmin(instance, "select current_setting('server_version_num')::int / 10000");

/** Logs in by password over the instance's network, as a service would. */
export function logsIn(instance: string, role: string, password: string): string {
  const gate = `supabase-${instance}-db`;
  const args = ["exec", "-e", `PGPASSWORD=${password}`, gate, "psql", "-X", "-A", "-t", "-h", gate, "-U", role, "-d", "postgres"]; // prettier-ignore
  return execFileSync("docker", [...args, "-c", "select current_user || ' ' || current_setting('work_mem')"], { encoding: "utf8" }).trim(); // prettier-ignore
}
