# shellcheck shell=bash
# The one base of all images: a minimal Debian made from the machine's own package sources.

release=bookworm
slim=(doc man info locale lintian bash-completion)

make_base() {
  local image=$1 hash=$2 root mirror dir
  [[ $(id -u) == 0 ]] || { echo "debootstrap must run as root"; return 1; }
  root=$(mktemp -d "$cache/base.XXXXXX")
  # shellcheck disable=SC2064 # the folder's name is wanted now
  trap "rm -rf '$root'" EXIT
  mirror=$(package_sources | awk -v release=$release '$3 == release { print $2; exit }')
  # Without such a source of its own (another distribution) the machine gets debootstrap's default.
  debootstrap --variant=minbase --include=ca-certificates $release "$root" ${mirror:+"$mirror"}

  [[ -z $mirror ]] || package_sources >"$root/etc/apt/sources.list"
  apt-config dump | grep -E '^Acquire::(https?::Proxy|Check)' >"$root/etc/apt/apt.conf.d/90host" || true
  cat >"$root/etc/apt/apt.conf.d/91slim" <<'APT'
APT::Install-Recommends "false";
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
APT
  install -m 755 /dev/stdin "$root/usr/local/sbin/install-packages" <<'SCRIPT'
#!/bin/sh
set -e
apt-get update -q
apt-get install -y -q "$@"
apt-get clean
rm -rf /var/lib/apt/lists/*
SCRIPT
  for dir in "${slim[@]}"; do
    echo "path-exclude=/usr/share/$dir/*" >>"$root/etc/dpkg/dpkg.cfg.d/slim"
    rm -rf "${root:?}/usr/share/$dir"
  done
  # What the machine trusts beyond Debian's authorities, its package mirror's for instance, the images trust too.
  if compgen -G '/usr/local/share/ca-certificates/*.crt' >/dev/null; then
    cp /usr/local/share/ca-certificates/*.crt "$root/usr/local/share/ca-certificates/"
    chroot "$root" update-ca-certificates
  fi
  rm -rf "$root"/var/cache/apt/*.bin "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/* "$root"/var/log/*.log

  tar -C "$root" -c . | docker import -c "LABEL fleet.hash=$hash" -c 'ENV LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive' \
    -c 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' -c 'CMD ["bash"]' - "$image"
}

# The machine's apt sources of the release and its updates, as lines of a sources.list.
package_sources() {
  # shellcheck disable=SC2016 # apt's placeholders, not the shell's
  apt-get indextargets --format '$(CREATED_BY) deb $(REPO_URI) $(RELEASE) $(COMPONENT)' 2>/dev/null |
    sed -n 's/^Packages //p' | awk -v release=$release '$3 == release || $3 ~ "^" release "-(updates|security)$"' | sort -u
}
