#!/bin/sh
# The commands of upstream's image that a container or its probe runs.
case ${1:-} in
  docker-start | start) exec node /stand-ins/kong/main.ts ;;
  health) exec curl -fsS http://127.0.0.1:8001/ ;;
  *) echo "kong: ${1:-}: unknown command" >&2; exit 1 ;;
esac
