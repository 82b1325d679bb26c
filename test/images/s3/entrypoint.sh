#!/usr/bin/env bash
# Arguments are VersityGW's own; without any, VGW_BACKEND and VGW_BACKEND_ARG name the backend, as in upstream's image.
set -euo pipefail
service=s3
# shellcheck source=../common/require.sh
. /usr/local/lib/require.sh

if (($# == 0)); then
  require VGW_BACKEND 'posix' "posix"
  require VGW_BACKEND_ARG '/.+' "an absolute path"
  set -- "$VGW_BACKEND" "$VGW_BACKEND_ARG"
fi
if [[ " $* " == *" posix "* ]]; then
  require ROOT_ACCESS_KEY '.{3,}' "at least 3 characters"
  require ROOT_SECRET_KEY '.{8,}' "at least 8 characters"
  refuse_unknown ROOT_
fi
exec /app/versitygw "$@"
