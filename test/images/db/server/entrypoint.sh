#!/usr/bin/env bash
# Checks the environment and the volumes as root, then becomes the user postgres for the rest.
set -euo pipefail
service=db
# shellcheck source=../../common/require.sh
. /usr/local/lib/require.sh
lib=/usr/local/lib/supabase-postgres

# Any other program of the image (pg_dump, psql, bash) starts as it is.
[[ ${1:-} == postgres ]] || exec "$@"

require POSTGRES_PASSWORD '[^@/?#:&]{8,}' "at least 8 characters other than @ / ? # : &"
require PGPASSWORD '.+' "the same as POSTGRES_PASSWORD"
require POSTGRES_HOST '/var/run/postgresql' "/var/run/postgresql"
require POSTGRES_PORT '5432' "5432"
require PGPORT '5432' "5432"
require POSTGRES_DB 'postgres' "postgres"
require PGDATABASE 'postgres' "postgres"
require JWT_EXP '[1-9][0-9]*' "a number of seconds"
optional PGDATA '/.+' "an absolute path"
optional POSTGRES_USER 'supabase_admin' "supabase_admin"
optional POSTGRES_INITDB_ARGS '.*' "options of initdb"
optional PG_MAJOR '1[57]' "left alone"
refuse_unknown POSTGRES_ PG JWT_
[[ $PGPASSWORD == "$POSTGRES_PASSWORD" ]] || refuse PGPASSWORD "should be the same as POSTGRES_PASSWORD"

found=$(cat "$PGDATA/PG_VERSION" 2>/dev/null || echo none)
[[ $found == none || $found == "$PG_MAJOR" ]] ||
  refuse PGDATA "holds a database of Postgres $found, this is Postgres $PG_MAJOR"

if [[ $(id -u) == 0 ]]; then
  # A bind mount comes as root's.
  mkdir -p "$PGDATA"
  chown postgres:postgres /etc/postgresql-custom
  find "$PGDATA" \! -user postgres -exec chown postgres:postgres {} +
  chmod 700 "$PGDATA"
  exec setpriv --reuid=postgres --regid=postgres --init-groups "$lib/entrypoint.sh" "$@"
fi

export HOME=/var/lib/postgresql
key=/etc/postgresql-custom/pgsodium_root.key
[[ $PG_MAJOR != 17 ]] || mkdir -p /etc/postgresql-custom/conf.d
if [[ ! -e $key ]]; then
  (umask 077 && od -An -tx1 -N32 /dev/urandom | tr -d ' \n' >"$key")
fi
[[ -r $key ]] || refuse "$key" "belongs to another user; the volume was written by another Postgres version"

# As a job, because process 1 would not hear a signal while it waits for an ordinary command.
trap 'echo "db: PGDATA: init was stopped" >&2; exit 1' INT TERM
"$lib/init.sh" &
wait $!
trap - INT TERM
exec "$@"
