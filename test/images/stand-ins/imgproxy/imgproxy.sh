#!/bin/sh
# Upstream's binary knows how to probe itself.
case ${1:-} in
  "") exec node /stand-ins/imgproxy/main.ts ;;
  health) exec curl -fsS -o /dev/null "http://127.0.0.1${IMGPROXY_BIND:-:8080}/health" ;;
  *) echo "imgproxy: $1: unknown command" >&2; exit 1 ;;
esac
