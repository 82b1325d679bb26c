-- The pooler's own tables, in the services' database.
\set owner `echo "${POSTGRES_USER:-supabase_admin}"`
\connect _supabase
create schema if not exists _supavisor authorization :"owner";
\connect postgres
