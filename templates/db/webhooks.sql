-- Database webhooks: a trigger function that calls an address through pg_net.
begin;

create extension if not exists pg_net schema extensions;

do $$
begin
  if not exists (select from pg_roles where rolname = 'supabase_functions_admin') then
    create role supabase_functions_admin noinherit createrole login noreplication;
  end if;
end
$$;

create schema supabase_functions authorization supabase_functions_admin;
grant usage on schema supabase_functions to postgres, anon, authenticated, service_role;
alter default privileges in schema supabase_functions grant all on tables to postgres, anon, authenticated, service_role;
alter default privileges in schema supabase_functions grant all on functions to postgres, anon, authenticated, service_role;
alter default privileges in schema supabase_functions grant all on sequences to postgres, anon, authenticated, service_role;

create table supabase_functions.migrations (
  version text primary key,
  inserted_at timestamptz not null default now()
);

create table supabase_functions.hooks (
  id bigserial primary key,
  hook_table_id integer not null,
  hook_name text not null,
  created_at timestamptz not null default now(),
  request_id bigint
);
comment on table supabase_functions.hooks is 'One row per webhook that was triggered.';
create index supabase_functions_hooks_request_id_idx on supabase_functions.hooks (request_id);
create index supabase_functions_hooks_h_table_id_h_name_idx on supabase_functions.hooks (hook_table_id, hook_name);

-- Arguments of the trigger: address, method (GET or POST), headers, parameters, timeout in milliseconds.
create function supabase_functions.http_request() returns trigger
language plpgsql security definer set search_path = supabase_functions as $$
declare
  address text := tg_argv[0];
  method text := upper(tg_argv[1]);
  headers jsonb := coalesce(nullif(tg_argv[2], 'null')::jsonb, '{"Content-Type": "application/json"}');
  parameters jsonb := coalesce(nullif(tg_argv[3], 'null')::jsonb, '{}');
  milliseconds integer := coalesce(nullif(tg_argv[4], 'null')::integer, 1000);
  request bigint;
begin
  if address is null or address = 'null' then
    raise exception 'a webhook needs an address as its first argument';
  end if;
  if method = 'GET' then
    select net.http_get(address, parameters, headers, milliseconds) into request;
  elsif method = 'POST' then
    select net.http_post(
      address,
      jsonb_build_object(
        'type', tg_op, 'table', tg_table_name, 'schema', tg_table_schema,
        'record', case when tg_op = 'DELETE' then null else to_jsonb(new) end,
        'old_record', case when tg_op = 'INSERT' then null else to_jsonb(old) end
      ),
      parameters, headers, milliseconds
    ) into request;
  else
    raise exception 'a webhook is called by GET or POST, not by %', method;
  end if;
  insert into supabase_functions.hooks (hook_table_id, hook_name, request_id) values (tg_relid, tg_name, request);
  return coalesce(new, old);
end
$$;

alter table supabase_functions.migrations owner to supabase_functions_admin;
alter table supabase_functions.hooks owner to supabase_functions_admin;
alter function supabase_functions.http_request() owner to supabase_functions_admin;
revoke all on function supabase_functions.http_request() from public;
grant execute on function supabase_functions.http_request() to postgres, anon, authenticated, service_role;
alter role supabase_functions_admin set search_path = supabase_functions;
grant supabase_functions_admin to postgres;

-- The extension may be dropped and made again by its user: the rights have to follow.
create or replace function extensions.grant_pg_net_access() returns event_trigger language plpgsql as $$
begin
  if not exists (
    select from pg_event_trigger_ddl_commands() as command
    join pg_extension as extension on command.objid = extension.oid
    where extension.extname = 'pg_net'
  ) then
    return;
  end if;
  grant usage on schema net to supabase_functions_admin, postgres, anon, authenticated, service_role;
  grant execute on all functions in schema net to supabase_functions_admin, postgres, anon, authenticated, service_role;
end
$$;

do $$
begin
  if not exists (select from pg_event_trigger where evtname = 'issue_pg_net_access') then
    create event trigger issue_pg_net_access on ddl_command_end when tag in ('CREATE EXTENSION')
      execute function extensions.grant_pg_net_access();
  end if;
end
$$;

grant usage on schema net to supabase_functions_admin, postgres, anon, authenticated, service_role;
grant execute on all functions in schema net to supabase_functions_admin, postgres, anon, authenticated, service_role;

insert into supabase_functions.migrations (version) values ('initial'), ('20210809183423_update_grants');

commit;
