#!/usr/bin/env bash
# Makes the database on an empty PGDATA. Everything happens inside PGDATA/.fleet-init and moves up at the very end:
# while that folder exists the init was not finished, so the next start wipes it and begins again.
set -Eeuo pipefail
service=db
# shellcheck source=../../common/require.sh
. /usr/local/lib/require.sh
lib=/usr/local/lib/supabase-postgres
new=$PGDATA/.fleet-init
scripts=/docker-entrypoint-initdb.d

wipe() { find "$PGDATA" -mindepth 1 -maxdepth 1 \! -name lost+found -exec rm -rf {} +; }

if [[ -e $new ]]; then
  echo "db: PGDATA: the last init was interrupted, starting again" >&2
  wipe
fi
[[ ! -s $PGDATA/PG_VERSION ]] || exit 0
[[ -z $(find "$PGDATA" -mindepth 1 -maxdepth 1 \! -name lost+found -print -quit) ]] ||
  refuse PGDATA "is neither empty nor a database"

failed() {
  pg_ctl -D "$new" -s -m immediate stop >/dev/null 2>&1 || true
  wipe
  echo "db: PGDATA: init failed${step:+ in $step}, its files are removed" >&2
  exit 1
}
trap failed ERR

# run USER FILE…: one psql per file, on the socket, because the temporary server has no other address.
run() {
  local user=$1 file
  for file in "${@:2}"; do
    step=$file
    psql -X -q -v ON_ERROR_STOP=1 -h /var/run/postgresql -U "$user" -d postgres -f "$file"
  done
}

step=initdb
mkdir "$new"
read -ra options <<<"${POSTGRES_INITDB_ARGS:-}"
initdb -D "$new" -U supabase_admin --encoding=UTF8 --locale=C.UTF-8 --auth=scram-sha-256 \
  --pwfile=<(printf '%s\n' "$POSTGRES_PASSWORD") "${options[@]}" >/dev/null
pg_ctl -D "$new" -s -w start -o "-c config_file=/etc/postgresql/postgresql.conf -c listen_addresses=''"

shopt -s nullglob
run supabase_admin "$lib"/sql/*.sql
run postgres "$scripts"/init-scripts/*.sql
psql -X -q -h /var/run/postgresql -U supabase_admin -d postgres -c 'ALTER ROLE postgres NOSUPERUSER'
run supabase_admin "$scripts"/migrations/*.sql
step="the last step"
pg_ctl -D "$new" -s -m fast -w stop

shopt -s dotglob
mv "$new"/* "$PGDATA"
rmdir "$new"
trap - ERR
