#!/bin/sh
# One backup: `backup.sh` makes it, whole or not at all. What it consists of lies in the repository as snapshots of restic that
# share a tag `id=…`; the one with `part=done` is written last, and without it the others do not count.
set -u
umask 077
. /fleet/backup/lib.sh

exec 9>$spool/lock
flock -n 9 || { say "A backup of $INSTANCE runs already, since $(cat $spool/running 2>/dev/null)." >&2; exit 75; }
now >$spool/running
started=$(date +%s)
id=$(date -u +%Y%m%dT%H%M%SZ)
part=$spool/part
finished= sending=

# Whatever is left half-way is taken out again; when even that fails, the next run's retention does it.
give_up() {
  rm -f $spool/running
  [ -n "$finished" ] && return
  close_session 2>/dev/null
  [ -z "$sending" ] || kill "$sending" 2>/dev/null
  remember lastFailure "{\"at\":\"$(now)\",\"reason\":$({ cat $spool/reason 2>/dev/null || echo "It was stopped."; } | jq -Rs 'rtrimstr("\n")')}"
  patience=60
  forget "id=$id" 2>/dev/null
  rm -rf $part
}
trap give_up EXIT
# Without this the shell would end without the trap above.
trap 'exit 143' TERM INT

# send PART FILE…: into the repository, under this backup's id; sets $sent. Files may come and go meanwhile; anything else that
# cannot be read is an error. It is no subshell: a stop would not reach restic there.
send() {
  name=$1
  shift
  run_restic backup --json --host "$INSTANCE" --tag "id=$id" --tag "part=$name" "$@" >$spool/said 2>$spool/errors
  code=$?
  ! vanished $code $spool/errors || code=0
  [ $code = 0 ] || fail "Restic could not save $name: $(reasons)"
  sent=$(jq -s 'map(select(.message_type == "summary")) | last' $spool/said)
}
reasons() { tail -n 3 $spool/errors | tr '\n' ' '; }
sql() { ask "$1" || fail "Postgres refused a step of the backup: $answer"; }

rm -rf $part $spool/reason && mkdir -p $part && touch $spool/begun
prepare_ssh
say "opens the repository"
open_repository
unlock_repository || true
open_session

sql "select count(*) from pg_tablespace where spcname not in ('pg_default', 'pg_global')"
[ "$answer" = 0 ] || fail "The database has tablespaces outside its data directory, which a backup would not hold."

say "dumps roles and databases"
sql "select current_setting('server_version')"
version=$answer
sql "\\! pg_dumpall --globals-only >/spool/part/globals.sql && echo fine"
[ "$answer" = fine ] || fail "pg_dumpall failed: $answer"
sql "select datname from pg_database where datallowconn and not datistemplate and datname ~ '[\n\r]' limit 1"
[ -z "$answer" ] || fail "The name of the database $answer holds a line break, and could not be told from two."
sql "select datname from pg_database where datallowconn and not datistemplate order by 1"
[ "${DUMP:-true}" = true ] || answer=
printf '%s\n' "$answer" >$part/databases
while IFS= read -r database; do
  [ -n "$database" ] || continue
  # A name may hold anything: it goes by a file and the environment, never through a shell.
  printf '%s' "$database" >$part/database
  file=$(printf '%s' "$database" | sed 's:/:%2F:g')
  run_restic backup --json --host "$INSTANCE" --tag "id=$id" --tag part=dump --stdin --stdin-filename "/$file.dump" <$spool/dump >$spool/said 2>$spool/errors &
  sending=$!
  sql '\! PGDATABASE="$(cat /spool/part/database)" pg_dump -Fc -Z0 --lock-wait-timeout=300s >/spool/dump && echo fine'
  dumped=$answer
  wait $sending || fail "Restic could not save the dump of $database: $(reasons)"
  sending=
  [ "$dumped" = fine ] || fail "pg_dump of $database failed: $dumped"
done <$part/databases

say "copies the data while it serves"
# A slot of this session alone: the log that the copy needs stays until it is saved, and goes with the session.
sql "select pg_create_physical_replication_slot('fleet_backup', true, true)"
sql "select pg_walfile_name(pg_backup_start('fleet $id', true))"
first=$answer
send data --exclude-file /fleet/backup/exclude /data
copied=$sent
sql "select replace(encode(convert_to(labelfile, 'UTF8'), 'base64'), E'\\n', '') from pg_backup_stop(false)"
printf '%s' "$answer" | base64 -d >$part/backup_label

say "counts what it holds"
# The counts are those of the restore point when no transaction came or went between the two.
tries=0 exact=false
while [ $exact = false ] && [ $tries -lt 5 ]; do
  tries=$((tries + 1))
  point=fleet-$id-$tries
  sql "select pg_current_snapshot()"
  before=$answer
  sql "select pg_create_restore_point('$point')"
  sql "begin isolation level repeatable read; select pg_current_snapshot()"
  [ "$answer" != "$before" ] || exact=true
  [ $exact = true ] || [ $tries = 5 ] || sql "rollback"
done
taken=$(now)
sql "set lock_timeout to '5min'"
sql "$(cat /fleet/backup/counts.sql)"
printf '%s\n' "$answer" >$part/counts
sql "select case when to_regclass('storage.objects') is null then 'select 1 where false' else 'select bucket_id, count(*), coalesce(sum((metadata->>''size'')::bigint), 0) from storage.objects group by 1 order by 1' end \\gexec"
printf '%s\n' "$answer" >$part/buckets
sql "\\o $part/objects"
sql "select case when to_regclass('storage.objects') is null then 'select 1 where false' else 'select bucket_id || ''/'' || name || ''/'' || version from storage.objects where version is not null' end \\gexec"
sql "\\o"
sql "commit"
# A restore point by itself is not written out: on a database where nobody writes it would not be in the log that is saved.
sql "set synchronous_commit to local; select 1 from pg_logical_emit_message(true, 'fleet', 'saved')"
# Objects that have no file here either, such as those that a restored moment could not bring: no restore is to blame for them.
objects=/data/storage/objects/$INSTANCE
: >$part/missing
[ "$(jq -r '.entry.storage.store.backend // empty' /fleet/backup/instance.json)" = s3 ] || while IFS= read -r object; do
  [ -e "$objects/$object" ] || printf '%s\n' "$object"
done <$part/objects >$part/missing
sql "select pg_walfile_name(pg_current_wal_flush_lsn())"
last=$answer

say "saves the log that belongs to it"
find /data/db-data/pg_wal -maxdepth 1 -type f | grep -E '/[0-9A-F]{24}$' | awk -F/ -v a="$first" -v b="$last" '$NF >= a && $NF <= b' >$spool/files
[ -s $spool/files ] || fail "The log from $first to $last is not there any more."
# Objects that came while the data was copied: their rows are in the log. Those that went are in the copy still.
find /data/storage -type f -newer $spool/begun 2>/dev/null >>$spool/files
for volume in db-data db-config storage functions snippets; do
  [ -d /data/$volume ] && printf '%s|%s|%s\n' $volume "$(find /data/$volume -type f | wc -l)" "$(du -sk /data/$volume | cut -f1)"
done >$part/volumes
jq -n --arg id "$id" --arg instance "$INSTANCE" --arg taken "$taken" --arg point "$point" --argjson exact $exact \
  --arg version "$version" --arg first "$first" --arg last "$last" --argjson copied "$copied" --argjson started "$started" \
  --rawfile counts $part/counts --rawfile buckets $part/buckets --rawfile volumes $part/volumes --rawfile missing $part/missing \
  --slurpfile fleet /fleet/backup/instance.json \
  "$(cat /fleet/backup/manifest.jq)" >$part/manifest.json || fail "The manifest could not be written."
printf '%s\n' $part/manifest.json $part/backup_label $part/globals.sql >>$spool/files
bytes=$(jq '.bytes' $part/manifest.json)
send done --tag "postgres=${version%%.*}" --tag "bytes=$bytes" --tag "exact=$exact" --files-from-verbatim $spool/files
close_session
finished=yes
remember lastBackup "{\"id\":\"$id\",\"at\":\"$taken\",\"seconds\":$(($(date +%s) - started)),\"bytes\":$bytes,\"added\":$(printf '%s' "$copied" | jq '.data_added')}"
remember lastFailure null
rm -rf $part
say "backup $id is complete"
if [ "${POINT_IN_TIME:-false}" = true ]; then
  # Written down first: when the store goes away now, the clock's next call takes it up.
  printf '%s %s\n' "$id" "$first" >$spool/begin
  /bin/sh /fleet/backup/ship.sh
fi
/bin/sh /fleet/backup/keep.sh || true
