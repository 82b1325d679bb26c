#!/bin/sh
# Like upstream's own entry point: options alone mean envoy, and envoy gives up root unless ENVOY_UID is 0.
set -eu
case ${1-} in
  -*) set -- envoy "$@" ;;
esac
if [ "${1-}" = envoy ] && [ "$(id -u)" = 0 ] && [ "${ENVOY_UID-101}" != 0 ]; then
  exec setpriv --reuid="${ENVOY_UID-101}" --regid="${ENVOY_GID-101}" --clear-groups "$@"
fi
exec "$@"
