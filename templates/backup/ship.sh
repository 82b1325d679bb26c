#!/bin/sh
# Ships the log that Postgres has archived since the last backup, for points in time between backups, and the objects that came.
# All of the log since one backup is one snapshot of restic, made anew each time: its packs are shared, and only one is kept. Of
# objects each snapshot has the new ones alone, and stays: one that goes may have been there at the moment that is wanted.
set -u
. /fleet/backup/lib.sh

# A version of an object is a file of its own, written before its row: those of the rows in the log are there by now, unless they
# went again. An upload that takes long keeps the date at which it began, so each time those of the last hour are looked at.
ship_objects() {
  [ -d /data/storage ] || return 0
  mark=$spool/objects.$since
  if [ ! -e $mark ]; then
    rm -f $spool/objects.*
    : >$spool/objects.known
    begun=$(printf '%s' "$since" | sed 's/\(....\)\(..\)\(..\)T\(..\)\(..\)\(..\)Z/\1-\2-\3 \4:\5:\6/')
    touch -d "@$(($(date -u -d "$begun" +%s) - 3600))" $mark
  fi
  touch -d "@$(($(date +%s) - 3600))" $spool/objects.mark
  find /data/storage -type f -newer $mark -exec stat -c '%s %Y %n' {} + >$spool/objects.found 2>/dev/null
  awk -v known=$spool/objects.known 'FILENAME == known { seen[$0]; next } !($0 in seen)' $spool/objects.known $spool/objects.found |
    cut -d ' ' -f 3- >$spool/objects.new
  [ ! -s $spool/objects.new ] ||
    run_restic backup --json --host "$INSTANCE" --tag part=objects --tag "since=$since" --files-from-verbatim $spool/objects.new >/dev/null 2>$spool/ship.errors ||
    vanished $? $spool/ship.errors || grep -q 'Fatal: all .* do not exist' $spool/ship.errors || return 1
  mv $spool/objects.found $spool/objects.known
  touch -r $spool/objects.mark $mark
}

ship() {
  [ -n "$since" ] || return 0
  newest=$(find /wal -maxdepth 1 -name '*.gz' | grep -E '/[0-9A-F]{24}\.gz$' | LC_ALL=C sort | tail -n 1)
  count=$(find /wal -maxdepth 1 -name '*.gz' | wc -l)
  [ -n "$newest" ] && [ "$since $count $newest" != "$(cat $spool/shipped 2>/dev/null)" ] || return 0
  # The moment at which Postgres ended the last piece: what it wrote later is in none of them.
  ended=$(stat -c %Y "$newest")
  at=$(date -u -d "@$ended" +%Y-%m-%dT%H:%M:%SZ)
  ship_objects && TZ=UTC run_restic backup --json --host "$INSTANCE" --time "$(date -u -d "@$ended" '+%Y-%m-%d %H:%M:%S')" --tag part=log --tag "since=$since" --exclude '*.part' /wal >$spool/shipping 2>$spool/ship.errors || {
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
