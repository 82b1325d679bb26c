#!/usr/bin/env bash
set -euo pipefail
[[ ${1:-} != --possible ]] || exit 0
. "$images/lib/fetch.sh"

# The binary behind the package deno@2.9.6, without the install script that picks it.
npm_package @deno/linux-x64-glibc@2.9.6 .
chmod 755 deno
