#!/usr/bin/env bash
set -euo pipefail
service=meta
# shellcheck source=../common/require.sh
. /usr/local/lib/require.sh

if [[ ${1:-} == node ]]; then
  require PG_META_PORT '8080' "8080"
  require PG_META_DB_HOST '[A-Za-z0-9._-]+' "a host name"
  require PG_META_DB_PORT '[0-9]+' "a port"
  require PG_META_DB_NAME '[A-Za-z0-9_]+' "a database name"
  require PG_META_DB_USER '[a-z_]+' "a role"
  require PG_META_DB_PASSWORD '[^@/?#:&]{8,}' "at least 8 characters other than @ / ? # : &"
  require CRYPTO_KEY '.{32,}' "at least 32 characters"
  for name in PG_META_{HOST,DB_SSL_MODE,DB_SSL_ROOT_CERT,EXPORT_DOCS,MAX_BODY_LIMIT_MB,MAX_RESULT_SIZE_MB,REQ_HEADER} \
    PG_META_SHUTDOWN_GRACE_PERIOD_SECS PG_{CONN,QUERY}_TIMEOUT_SECS; do
    optional "$name" '.+' "left out rather than empty"
  done
  refuse_unknown PG_ CRYPTO_
fi
exec "$@"
