-- Realtime's own tables.
\set owner `echo "${POSTGRES_USER:-supabase_admin}"`
create schema if not exists _realtime authorization :"owner";
