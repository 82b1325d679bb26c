#!/usr/bin/env bash
# Builds the images of the live tests and serves them from a registry on this machine; see README.md.
#   build.sh [image…]         all images of images.json, or only the named ones
#   build.sh --stop-registry
set -euo pipefail

images=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${FLEET_CACHE:-$HOME/.cache/supabase-fleet}
# The tests' images are plain Dockerfiles; the classic builder exists on every daemon.
export images cache DOCKER_BUILDKIT=0

# shellcheck source=lib/host.sh
. "$images/lib/host.sh"
# shellcheck source=lib/base.sh
. "$images/lib/base.sh"
# shellcheck source=lib/image.sh
. "$images/lib/image.sh"
# shellcheck source=lib/stand-ins.sh
. "$images/lib/stand-ins.sh"
# shellcheck source=lib/registry.sh
. "$images/lib/registry.sh"

declare -A ref=() story=()

# build NAME: leaves the image's local name in ref[NAME], having built it and what it is based on where that is new.
build() {
  local name=$1 base parent="" hash started
  [[ -z ${ref[$name]:-} ]] || return 0
  base=$(base_of "$name")
  if [[ -n $base ]]; then
    build "$base"
    [[ -z ${story[$base]:-} ]] || report "$base" "${story[$base]}"
    story[$base]=""
    parent=${ref[$base]}
  fi
  hash=$({ echo "$parent"; sources "$name"; } | sha256sum | cut -c1-12)
  ref[$name]=fleet-test/$name:$hash
  ! docker image inspect "${ref[$name]}" >/dev/null 2>&1 || return 0

  started=$SECONDS
  logged "$name" make "$name" "${ref[$name]}" "$hash" "$parent"
  forget_older "$name"
  story[$name]="built in $((SECONDS - started)) s, $(size_of "${ref[$name]}")"
}

# Earlier versions of an image only lose their name while containers still use them.
forget_older() {
  docker images "fleet-test/$1" --format '{{.Repository}}:{{.Tag}}' | { grep -vxF "${ref[$1]}" || true; } |
    xargs -r docker image rm >/dev/null 2>&1 || true
}

make() {
  case $(kind_of "$1") in
    base) make_base "$2" "$3" ;;
    folder) make_folder "$@" ;;
    stand-ins) make_stand_ins "$@" ;;
    stand-in) make_stand_in "$@" ;;
  esac
}

if [[ ${1:-} == --stop-registry ]]; then
  stop_registry
  exit
fi

mkdir -p "$cache/logs" "$cache/packages"
exec 9>"$cache/lock"
flock 9
need_host_tools
start_registry

if (($# == 0)); then
  mapfile -t names < <(jq -r 'keys_unsorted[]' "$images/images.json")
else
  names=("$@")
fi

unbuilt=()
for name in "${names[@]}"; do
  kind=$(kind_of "$name")
  if [[ $kind == unknown ]]; then
    report "$name" "MISSING: neither test/images/$name/Dockerfile nor test/images/stand-ins/$name/main.ts exists"
    unbuilt+=("$name")
  elif reason=$(reason_to_skip "$name"); then
    report "$name" "skipped: $reason"
  else
    build "$name"
    push "$name"
    report "$name" "${story[$name]:-unchanged}"
  fi
done
((${#unbuilt[@]} == 0)) || exit 1
