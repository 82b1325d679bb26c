# shellcheck shell=bash
# Debian's docker-registry on a loopback port: live tests pull from it as they would from a mirror of Docker Hub.

registry=127.0.0.1:5511

start_registry() {
  ! registry_answers || return 0
  mkdir -p "$cache/registry"
  cat >"$cache/registry.yml" <<YAML
version: 0.1
log: {level: warn, accesslog: {disabled: true}}
storage:
  filesystem: {rootdirectory: "$cache/registry"}
  delete: {enabled: true}
http: {addr: "$registry"}
YAML
  setsid docker-registry serve "$cache/registry.yml" >"$cache/logs/registry.log" 2>&1 </dev/null 9>&- &
  echo $! >"$cache/registry.pid"
  for _ in {1..50}; do
    ! registry_answers || return 0
    sleep 0.1
  done
  echo "The registry did not start on $registry; see $cache/logs/registry.log" >&2
  exit 1
}

registry_answers() { curl -fs -o /dev/null "http://$registry/v2/"; }

stop_registry() {
  local pid
  pid=$(cat "$cache/registry.pid" 2>/dev/null || true)
  rm -f "$cache/registry.pid"
  # The number may belong to another process by now.
  if [[ -n $pid ]] && tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -qF "$cache/registry.yml"; then
    kill "$pid"
    report registry "stopped"
  else
    report registry "was not running"
  fi
}

# push NAME: nothing is sent when the registry already serves this very image.
push() {
  local image id name started=$SECONDS sent=0
  image=$(jq -r --arg name "$1" '.[$name] // empty' "$images/images.json")
  [[ -n $image ]] || return 0
  id=$(docker image inspect -f '{{.Id}}' "${ref[$1]}")
  for name in $(names_in_registry "$image"); do
    [[ $(served "$name") != "$id" ]] || continue
    docker tag "${ref[$1]}" "$registry/$name"
    logged "$1" docker push "$registry/$name"
    docker image rm "$registry/$name" >/dev/null
    sent=1
  done
  ((sent == 0)) || story[$1]="${story[$1]:-unchanged}, pushed in $((SECONDS - started)) s as $registry/standin/$image"
}

# A Docker Hub name without an owner is looked up as library/<name> by some mirrors.
names_in_registry() {
  echo "standin/$1"
  [[ $1 == */* ]] || echo "standin/library/$1"
}

served() {
  curl -fs -H 'Accept: application/vnd.docker.distribution.manifest.v2+json' \
    "http://$registry/v2/${1%:*}/manifests/${1##*:}" | jq -r '.config.digest' || true
}
