#!/bin/sh
# Ships the log that Postgres has archived since the last backup, for points in time between backups.
# All of it since one backup is one snapshot of restic, made anew each time: its packs are shared, and only one is kept.
set -u
. /fleet/backup/lib.sh

ship() {
  [ -n "$since" ] || return 0
  newest=$(find /wal -maxdepth 1 -name '*.gz' | grep -E '/[0-9A-F]{24}\.gz$' | LC_ALL=C sort | tail -n 1)
  count=$(find /wal -maxdepth 1 -name '*.gz' | wc -l)
  [ -n "$newest" ] && [ "$since $count $newest" != "$(cat $spool/shipped 2>/dev/null)" ] || return 0
  # The moment at which Postgres ended the last piece: what it wrote later is in none of them.
  ended=$(stat -c %Y "$newest")
  at=$(date -u -d "@$ended" +%Y-%m-%dT%H:%M:%SZ)
  TZ=UTC run_restic backup --json --host "$INSTANCE" --time "$(date -u -d "@$ended" '+%Y-%m-%d %H:%M:%S')" --tag part=log --tag "since=$since" --exclude '*.part' /wal >$spool/shipping 2>$spool/ship.errors || {
    # Perhaps by a lock that somebody who was killed has left.
    unlock_repository
    remember logFailure "{\"at\":\"$at\",\"reason\":$(tail -n 3 $spool/ship.errors | jq -Rs .)}"
    return 1
  }
  printf '%s' "$since $count $newest" >$spool/shipped
  remember log "{\"at\":\"$at\",\"segment\":\"$(basename "$newest" .gz)\",\"since\":\"$since\"}"
  remember logFailure null
  own=$(jq -sr 'map(select(.message_type == "summary")) | last.snapshot_id' $spool/shipping)
  [ -n "$own" ] && [ "$own" != null ] || return 0
  older=$(ids_of "part=log,since=$since" | grep -v "^$own") || return 0
  # shellcheck disable=SC2086 # one word each
  [ -z "$older" ] || run_restic forget $older >/dev/null 2>&1 || true
}

# One at a time; a second one has nothing to add.
exec 8>$spool/ship.lock
flock 8
prepare_ssh
since=$(cat $spool/since 2>/dev/null || true)
ship || exit 1
# A backup was completed: what is older than its first segment goes, the rest counts from it.
[ -s $spool/begin ] || exit 0
read -r id first <$spool/begin
printf '%s' "$id" >$spool/since
since=$id
find /wal -maxdepth 1 -name '*.gz' | while IFS= read -r file; do
  name=$(basename "$file" .gz)
  case $name in *.history) continue ;; esac
  [ "$(printf '%s\n%s\n' "$name" "$first" | LC_ALL=C sort | head -n 1)" = "$first" ] || rm -f "$file"
done
rm $spool/begin
ship
