-- The services' own database, apart from the user's. Runs once, on the empty data directory.
\set owner `echo "${POSTGRES_USER:-supabase_admin}"`
create database _supabase with owner :"owner";
