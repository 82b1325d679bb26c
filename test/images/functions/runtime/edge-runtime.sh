#!/usr/bin/env bash
# `edge-runtime start`, on Deno: checks the environment and the flags, then runs the main service.
set -euo pipefail
service=functions
# shellcheck source=../../common/require.sh
. /usr/local/lib/require.sh
here=/usr/local/lib/edge-runtime

[[ ${1:-} == start ]] || refuse "${1:-command}" "the only command is: start"
shift
main_service="" idle_timeout=""
while (($# > 0)); do
  flag=${1%%=*}
  if [[ $1 == *=* ]]; then value=${1#*=}; shift 1; else value=${2:-}; shift $(($# > 1 ? 2 : 1)); fi
  case $flag in
    --main-service) main_service=$value ;;
    --user-worker-request-idle-timeout) idle_timeout=$value ;;
    *) refuse "$flag" "is not a flag of this image" ;;
  esac
done
[[ $idle_timeout =~ ^[1-9][0-9]*$ ]] || refuse --user-worker-request-idle-timeout "should be a number of milliseconds"
[[ -f $main_service/index.ts ]] || refuse --main-service "should be a folder with an index.ts"

jwt='[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+'
require JWT_SECRET '.{32,}' "at least 32 characters"
require SUPABASE_URL 'https?://[^/]+' "an address without a path"
require SUPABASE_PUBLIC_URL 'https?://.+' "an address"
require SUPABASE_ANON_KEY "$jwt" "a JWT"
require SUPABASE_SERVICE_ROLE_KEY "$jwt" "a JWT"
require SUPABASE_PUBLISHABLE_KEYS '\{"default": ?"(sb_publishable_[A-Za-z0-9_-]{31})?"\}' '{"default": KEY}'
require SUPABASE_SECRET_KEYS '\{"default": ?"(sb_secret_[A-Za-z0-9_-]{31})?"\}' '{"default": KEY}'
require SUPABASE_DB_URL 'postgresql://postgres:[^@/?#:]+@[A-Za-z0-9._-]+:[0-9]+/[A-Za-z0-9_]+' \
  "postgresql://postgres:PASSWORD@HOST:PORT/DATABASE"
require VERIFY_JWT 'true|false' "true or false"
optional SUPABASE_JWKS '\{.*"keys".*\}' "a JWKS object"
# Variables of any other name are the operator's own and reach every function.
refuse_unknown SUPABASE_

# The nearest deno.json(c), as if the main service were Deno's entry point.
config=(--no-config)
for file in "${main_service%/*}"/deno.json{c,} "$main_service"/deno.json{c,}; do
  [[ ! -f $file ]] || config=(--config "$file")
done
exec deno run "${config[@]}" --allow-all --no-lock --quiet --unstable-no-legacy-abort "$here/main.ts" "$main_service" "$idle_timeout"
