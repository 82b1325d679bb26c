#!/usr/bin/env bash
# PostgREST 12 under the name of 14: the environment is checked, and `--ready`, which 12 lacks, asks the admin server.
set -euo pipefail
service=rest
# shellcheck source=../common/require.sh
. /usr/local/lib/require.sh

# Prints what 14 prints, and fails when the server is not ready.
ready() {
  local host=${PGRST_ADMIN_SERVER_HOST:-localhost} port=${PGRST_ADMIN_SERVER_PORT:-} status
  [[ -n $port ]] || { echo "ERROR: Admin server is not running. Please check admin-server-port config." >&2; exit 1; }
  exec 3<>"/dev/tcp/$host/$port" || { echo "ERROR: connection refused to http://$host:$port/ready" >&2; exit 1; }
  printf 'GET /ready HTTP/1.0\r\nHost: %s\r\n\r\n' "$host" >&3
  # Without a database the admin server of 12 accepts the connection and answers late or never.
  read -r -t 3 _ status _ <&3 || { echo "ERROR: no answer from http://$host:$port/ready" >&2; exit 1; }
  [[ $status == 200 ]] || { echo "ERROR: HTTP $status from http://$host:$port/ready" >&2; exit 1; }
  echo "OK: http://$host:$port/ready"
}

case ${1:-} in
  --ready) ready; exit ;;
  -*) exec /usr/local/libexec/postgrest "$@" ;;
esac

number='[1-9][0-9]*'
schemas='[A-Za-z_][A-Za-z0-9_]*(, ?[A-Za-z_][A-Za-z0-9_]*)*'
require PGRST_DB_URI 'postgres(ql)?://[a-z_]+:[^@/?#:]+@[A-Za-z0-9._-]+:[0-9]+/[A-Za-z0-9_]+' \
  "postgres://USER:PASSWORD@HOST:PORT/DATABASE, without @ / ? # : in the password"
require PGRST_DB_SCHEMAS "$schemas" "schema names separated by commas"
require PGRST_DB_MAX_ROWS "$number" "a number of rows"
require PGRST_DB_EXTRA_SEARCH_PATH "($schemas)?" "schema names separated by commas"
require PGRST_DB_ANON_ROLE 'anon' "anon"
require PGRST_ADMIN_SERVER_PORT '3001' "3001"
require PGRST_ADMIN_SERVER_HOST 'localhost|127\.0\.0\.1' "localhost"
require PGRST_JWT_SECRET '\{.*"keys".*\}|[^{].{31,}' "a JWKS object or at least 32 characters"
require PGRST_DB_USE_LEGACY_GUCS 'false' "false"
require PGRST_APP_SETTINGS_JWT_EXP "$number" "a number of seconds"

# Settings that upstream leaves to the operator; PostgREST checks their values itself.
for name in DB_{POOL{,_ACQUISITION_TIMEOUT,_MAX_LIFETIME,_MAX_IDLETIME,_AUTOMATIC_RECOVERY},AGGREGATES_ENABLED,CHANNEL} \
  DB_{CHANNEL_ENABLED,CONFIG,HOISTED_TX_SETTINGS,PLAN_ENABLED,PRE_CONFIG,PRE_REQUEST,PREPARED_STATEMENTS,ROOT_SPEC,TX_END} \
  JWT_{AUD,CACHE_MAX_ENTRIES,ROLE_CLAIM_KEY,SECRET_IS_BASE64} LOG_{LEVEL,QUERY} OPENAPI_{MODE,SECURITY_ACTIVE,SERVER_PROXY_URI} \
  SERVER_{CORS_ALLOWED_ORIGINS,HOST,PORT,TIMING_ENABLED,TRACE_HEADER}; do
  optional "PGRST_$name" '.+' "left out rather than empty"
done
for name in $(compgen -e PGRST_APP_SETTINGS_); do
  # Upstream no longer puts the secret within reach of SQL.
  [[ $name == PGRST_APP_SETTINGS_JWT_SECRET ]] || optional "$name" '.*' "any text"
done
refuse_unknown PGRST_

# 12 has no address of its own for the admin server; it shares the main one.
unset PGRST_ADMIN_SERVER_HOST
[[ ${PGRST_LOG_LEVEL:-} != debug ]] || export PGRST_LOG_LEVEL=info
exec /usr/local/libexec/postgrest "$@"
