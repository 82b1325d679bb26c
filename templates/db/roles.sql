-- The roles the services log in as get the instance's password.
\set password `echo "$POSTGRES_PASSWORD"`
alter role authenticator with password :'password';
alter role pgbouncer with password :'password';
alter role supabase_auth_admin with password :'password';
alter role supabase_functions_admin with password :'password';
alter role supabase_storage_admin with password :'password';
