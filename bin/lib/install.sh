# shellcheck shell=bash
# What bin/up and bin/test need on a machine, and how it is had. Sourced, never run.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
docker_pid_file="$root/.supabase-fleet/dockerd.pid"

say() { printf '%s\n' "$*" >&2; }

# Asks before something is installed; without a terminal the call itself is the consent.
agree() {
  [ "${assume_yes:-}" = yes ] && return 0
  [ -t 0 ] || return 0
  local answer
  read -r -p "$1 [Y/n] " answer
  [[ "$answer" =~ ^([Yy].*)?$ ]]
}

need_node() {
  if ! command -v node >/dev/null || [ "$(node -p 'Number(process.versions.node.split(".")[0]) >= 20')" != true ]; then
    say "Node.js 20 or newer is needed; install it from your distribution or nodejs.org, then run this again."
    return 1
  fi
}

# npm packages of a folder below the project's, once per lock file.
need_packages() {
  need_node || return 1
  local folder="$root/$1"
  local mark="$folder/node_modules/.supabase-fleet-lock"
  cmp -s "$folder/package-lock.json" "$mark" && return 0
  agree "Install the npm packages into $folder/node_modules?" || { say "Nothing was installed."; return 1; }
  say "Installing npm packages …"
  (cd "$folder" && npm ci --no-fund --no-audit --loglevel=error >&2) || return 1
  cp "$folder/package-lock.json" "$mark"
}

docker_answers() { docker version >/dev/null 2>&1; }

# A Debian package, when we are root and there is apt.
need_package() {
  local command=$1 package=$2
  command -v "$command" >/dev/null && return 0
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
  agree "Install the package $package?" || return 1
  say "Installing $package …"
  { apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$package"; } >/dev/null
}

# A daemon that was killed leaves its process number in a file, which may be somebody else's by now and stops the next one.
forget_if_gone() {
  local program=$1 file=$2 pid
  pid=$(cat "$file" 2>/dev/null) || return 0
  case "$(readlink "/proc/$pid/exe" 2>/dev/null)" in
    */"$program") ;;
    *) rm -f "$file" ;;
  esac
}

# A Docker daemon that answers. Sets docker_started when it was started here.
need_docker() {
  docker_answers && return 0
  if ! command -v dockerd >/dev/null && ! need_package dockerd docker.io; then
    say "Docker is needed: install it (Debian: apt-get install docker.io) and let your user use it, then run this again."
    return 1
  fi
  if [ -d /run/systemd/system ]; then
    systemctl start docker 2>/dev/null || true
  elif [ "$(id -u)" = 0 ]; then
    mkdir -p "$root/.supabase-fleet"
    say "Starting the Docker daemon …"
    forget_if_gone dockerd /var/run/docker.pid
    forget_if_gone containerd /var/run/docker/containerd/containerd.pid
    dockerd >"$root/.supabase-fleet/dockerd.log" 2>&1 &
    echo $! >"$docker_pid_file"
    docker_started=yes
  fi
  for _ in $(seq 60); do
    docker_answers && return 0
    sleep 0.5
  done
  say "The Docker daemon does not answer. \"docker version\" says why; its log is $root/.supabase-fleet/dockerd.log when it was started here."
  return 1
}

stop_docker() {
  [ "${docker_started:-}" = yes ] && [ -f "$docker_pid_file" ] || return 0
  kill "$(cat "$docker_pid_file")" 2>/dev/null || true
  rm -f "$docker_pid_file"
}
