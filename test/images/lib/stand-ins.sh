# shellcheck shell=bash
# Stand-ins are TypeScript programs that share one image; each image of images.json only names its entry point.

stand_in_sources() {
  case $1 in
    stand-ins) printf '%s\n' "$images/stand-ins" "$images/../facts" "$images/lib/stand-ins.sh" | digest ;;
    *) stand_in_dockerfile "$1" "" ;;
  esac
}

make_stand_ins() {
  local image=$2 hash=$3 base=$4 source=$images/stand-ins context=$cache/context/stand-ins modules
  modules=$cache/packages/stand-ins-$(cat "$source"/package*.json | sha256sum | cut -c1-12)
  if [[ ! -d $modules ]]; then
    rm -rf "$cache/packages"/stand-ins-*
    mkdir "$modules.part"
    cp "$source"/package*.json "$modules.part"
    npm ci --prefix "$modules.part" --omit=dev --no-audit --no-fund
    mv "$modules.part" "$modules"
  fi
  rm -rf "$context"
  mkdir -p "$context/facts" "$context/stand-ins"
  [[ ! -d $images/../facts ]] || cp -a "$images/../facts/." "$context/facts"
  (cd "$source" && tar -c --exclude=node_modules .) | tar -x -C "$context/stand-ins"
  mkdir -p "$modules/node_modules"
  cp -al "$modules/node_modules" "$context/node_modules"
  cat >"$context/Dockerfile" <<DOCKERFILE
FROM $base
ENV NODE_OPTIONS=--disable-warning=ExperimentalWarning
COPY node_modules /stand-ins/node_modules
COPY stand-ins /stand-ins
COPY facts /facts
DOCKERFILE
  docker build --force-rm --label fleet.hash="$hash" -t "$image" "$context"
  rm -rf "$context"
}

# A service that needs more than its entry point says so in Dockerfile.part, built inside its own folder.
stand_in_dockerfile() {
  echo "FROM $2"
  echo "ENTRYPOINT [\"node\", \"/stand-ins/$1/main.ts\"]"
  [[ ! -f $images/stand-ins/$1/Dockerfile.part ]] || cat "$images/stand-ins/$1/Dockerfile.part"
}

make_stand_in() {
  local name=$1 image=$2 hash=$3 base=$4
  stand_in_dockerfile "$name" "$base" >"$cache/$name.Dockerfile"
  docker build --force-rm --label fleet.hash="$hash" -t "$image" -f "$cache/$name.Dockerfile" "$images/stand-ins/$name"
  rm "$cache/$name.Dockerfile"
}
