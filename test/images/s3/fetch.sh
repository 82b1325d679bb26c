#!/usr/bin/env bash
set -euo pipefail
if [[ ${1:-} == --possible ]]; then
  command -v go >/dev/null && exit 0
  echo "no Go toolchain"
  exit 1
fi

# The compiled dependencies stay in the cache of Go, so that only the first build takes minutes.
GOBIN=$PWD CGO_ENABLED=0 GOFLAGS=-trimpath go install -ldflags="-s -w" github.com/versity/versitygw/cmd/versitygw@v1.8.0
