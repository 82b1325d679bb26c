# shellcheck shell=bash
# What the machine itself must bring, and how progress and failures are told.

report() { printf '%-10s %s\n' "$1" "$2"; }

size_of() { docker image inspect -f '{{.Size}}' "$1" | awk '{ printf "%d MB", $1 / 1e6 }'; }

# logged NAME COMMAND…: keeps the output in a file and shows its end only when the command fails.
# The command runs as a job because bash ignores `set -e` inside a function called as a condition.
logged() {
  local log=$cache/logs/$1.log job
  "${@:2}" >"$log" 2>&1 </dev/null 9>&- &
  job=$!
  if ! wait "$job"; then
    report "$1" "FAILED; the end of $log:"
    tail -n 30 "$log" | sed 's/^/    /'
    exit 1
  fi >&2
}

need_host_tools() {
  local -A package_of=([debootstrap]="debootstrap debian-archive-keyring" [docker-registry]=docker-registry
    [docker]=docker.io [jq]=jq [curl]=curl [npm]=npm [python3]=python3 [pip3]=python3-pip)
  local tool missing=() packages=()
  for tool in "${!package_of[@]}"; do
    command -v "$tool" >/dev/null && continue
    missing+=("$tool")
    read -ra names <<<"${package_of[$tool]}"
    packages+=("${names[@]}")
  done
  if ((${#missing[@]} > 0)); then
    if [[ $(id -u) != 0 ]] || ! command -v apt-get >/dev/null; then
      echo "build.sh needs ${missing[*]}; install them with: apt-get install ${packages[*]}" >&2
      exit 1
    fi
    # Debian starts a freshly installed registry on every interface; ours listens on the loopback only.
    [[ ! -d /etc/systemd/system ]] || ln -sfn /dev/null /etc/systemd/system/docker-registry.service
    logged host install_packages "${packages[@]}"
  fi
  docker version >/dev/null 2>&1 || { echo "build.sh needs a running Docker daemon" >&2; exit 1; }
}

install_packages() {
  apt-get update -q
  DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@"
}
