#!/usr/bin/env bash
set -euo pipefail
[[ ${1:-} != --possible ]] || exit 0

echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --omit=dev --ignore-scripts @supabase/postgres-meta@0.99.0

# Two thirds of it serve editors, debuggers and browsers.
find node_modules \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete
rm -r node_modules/node-sql-parser/{umd,build}
