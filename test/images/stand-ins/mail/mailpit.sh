#!/bin/sh
# The one binary of upstream's image: a probe when asked for readyz, else the server.
case ${1:-} in
  "") exec node /stand-ins/mail/main.ts ;;
  readyz) exec curl -fsS -o /dev/null "http://127.0.0.1:8025${MP_WEBROOT%/}/readyz" ;;
  *) echo "mail: $1: unknown command" >&2; exit 1 ;;
esac
