# shellcheck shell=bash
# Refusals of the images: exit 1 with one line `<service>: <VARIABLE>: what is wrong`. A value is never printed,
# since it may be a password. The entry point sets $service first.

: "${service:?}"
known=()

refuse() {
  echo "$service: $1: $2" >&2
  exit 1
}

# require NAME REGEX DESCRIPTION: the variable must be set and match the whole of REGEX.
require() {
  [[ -v $1 ]] || refuse "$1" "is missing; should be $3"
  optional "$@"
}

# optional NAME REGEX DESCRIPTION: the variable may be absent.
optional() {
  known+=("$1")
  [[ ! -v $1 || ${!1} =~ ^($2)$ ]] || refuse "$1" "should be $3"
}

# refuse_unknown PREFIX…: no variable with one of these prefixes may be set unless it was named above.
refuse_unknown() {
  local prefix name
  for prefix; do
    for name in $(compgen -e "$prefix"); do
      [[ " ${known[*]} " == *" $name "* ]] || refuse "$name" "is not a variable of this image"
    done
  done
}
