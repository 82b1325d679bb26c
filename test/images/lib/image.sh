# shellcheck shell=bash
# Images with a folder of their own. Two comments at the head of the Dockerfile place it among the others:
#   # base: node          the image it is built on (default: base)
#   # uses: common db     further folders that its build may copy from

kind_of() {
  if [[ $1 == base || $1 == stand-ins ]]; then echo "$1"
  elif [[ -f $images/$1/Dockerfile ]]; then echo folder
  elif [[ -f $images/stand-ins/$1/main.ts ]]; then echo stand-in
  else echo unknown; fi
}

heading() { sed -n "s/^# $2: //p" "$images/$1/Dockerfile"; }

base_of() {
  case $(kind_of "$1") in
    base) ;;
    folder) heading "$1" base | grep . || echo base ;;
    stand-ins) echo node ;;
    stand-in) echo stand-ins ;;
  esac
}

folders_of() {
  local folder
  for folder in "$1" $(heading "$1" uses); do echo "$images/$folder"; done
}

# What decides whether an image must be built anew.
sources() {
  case $(kind_of "$1") in
    base) sha256sum <"$images/lib/base.sh" ;;
    folder) folders_of "$1" | digest ;;
    *) stand_in_sources "$1" ;;
  esac
}

# Reads folders (or files), prints the name and hash of every file in them.
digest() {
  local path
  while read -r path; do
    find "$path" -name node_modules -prune -o -type f -printf "${path##*/}/%P " -exec sha256sum {} \; 2>/dev/null
  done | sed "s: $images/.*::" | LC_ALL=C sort
}

# An image whose sources cannot be had here is left out: fetch.sh says why when called with --possible.
reason_to_skip() {
  [[ -f $images/$1/fetch.sh ]] && ! bash "$images/$1/fetch.sh" --possible
}

# Runs the image's fetch.sh once in a folder of the cache, so that the Docker build needs no package registry.
fetch_packages() {
  local script=$images/$1/fetch.sh kept
  [[ -f $script ]] || return 0
  kept=$cache/packages/$1-$(sha256sum <"$script" | cut -c1-12)
  if [[ ! -d $kept ]]; then
    rm -rf "$cache/packages/$1"-*
    mkdir "$kept.part"
    (cd "$kept.part" && bash "$script")
    mv "$kept.part" "$kept"
  fi
  cp -al "$kept" "$2"
}

make_folder() {
  local name=$1 image=$2 hash=$3 base=$4 context
  context=$cache/context/$name
  rm -rf "$context"
  mkdir -p "$context"
  folders_of "$name" | xargs cp -a -t "$context"
  fetch_packages "$name" "$context/packages"
  docker build --force-rm --build-arg BASE="$base" --label fleet.hash="$hash" -t "$image" -f "$context/$name/Dockerfile" "$context"
  rm -rf "$context"
}
