#!/bin/sh
# Ships the log that Postgres has archived since the last backup, for points in time between backups.
#   ship.sh               what is new, if anything is
#   ship.sh begin ID SEG  a backup is complete: what is older than its first segment goes, the rest counts from it
# All of it since one backup is one snapshot of restic, made anew each time: its packs are shared, and only one is kept.
set -u
. /fleet/backup/lib.sh
since=$(cat $spool/since 2>/dev/null || true)

ship() {
  [ -n "$since" ] || return 0
  newest=$(find /wal -maxdepth 1 -name '*.gz' | LC_ALL=C sort | tail -n 1)
  count=$(find /wal -maxdepth 1 -name '*.gz' | wc -l)
  [ -n "$newest" ] && [ "$since $count $newest" != "$(cat $spool/shipped 2>/dev/null)" ] || return 0
  at=$(now)
  run_restic backup --json --host "$INSTANCE" --tag part=log --tag "since=$since" --exclude '*.part' /wal >/dev/null 2>$spool/ship.errors || {
    remember logFailure "{\"at\":\"$at\",\"reason\":$(tail -n 3 $spool/ship.errors | jq -Rs .)}"
    return 1
  }
  printf '%s' "$since $count $newest" >$spool/shipped
  remember log "{\"at\":\"$at\",\"segment\":\"$(basename "$newest" .gz)\",\"since\":\"$since\"}"
  remember logFailure null
  older=$(restic --quiet --no-lock snapshots --json --tag "part=log,since=$since" | jq -r 'sort_by(.time) | .[:-1][].id') || return 0
  # shellcheck disable=SC2086 # one word each
  [ -z "$older" ] || run_restic forget $older >/dev/null 2>&1 || true
}

# One at a time; a second one has nothing to add.
exec 8>$spool/ship.lock
flock 8
prepare_ssh
ship || exit 1
[ "${1:-}" = begin ] || exit 0
printf '%s' "$2" >$spool/since
since=$2
find /wal -maxdepth 1 -name '*.gz' | while IFS= read -r file; do
  name=$(basename "$file" .gz)
  case $name in *.history) continue ;; esac
  [ "$(printf '%s\n%s\n' "$name" "$3" | LC_ALL=C sort | head -n 1)" = "$3" ] || rm -f "$file"
done
ship
