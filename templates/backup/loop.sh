#!/bin/sh
# The clock: a backup when it is due, the log every minute. It goes on whatever fails; `fleet status` tells.
set -u
. /fleet/backup/lib.sh
job=
trap 'kill $job 2>/dev/null; wait; exit 0' TERM INT
await() {
  job=$!
  wait $job
}
prepare_ssh
# Postgres writes the log here as a user of its own.
[ ! -d /wal ] || chmod 1777 /wal

# due: whether a backup should begin. SCHEDULE is HH:MM, UTC, once a day, or a number of hours such as 6h.
due() {
  if [ -e $spool/due ]; then
    rm $spool/due
    return 0
  fi
  attempt=$(cat $spool/attempt 2>/dev/null || echo 0)
  age=$(($(date +%s) - attempt))
  [ -n "$(known lastBackup)" ] || { [ $age -gt 900 ] && return 0; return 1; }
  # One that failed is tried again, not only the next day.
  if [ -n "$(known lastFailure)" ]; then [ $age -gt 1800 ]; return; fi
  case $SCHEDULE in
    *h) [ $age -ge $((${SCHEDULE%h} * 3600)) ] ;;
    *) today=$(date -u +%Y%m%d)$(printf '%s' "$SCHEDULE" | tr -d :)
      [ "$(date -u +%Y%m%d%H%M)" -ge "$today" ] && [ "$(date -u -d "@$attempt" +%Y%m%d%H%M)" -lt "$today" ] ;;
  esac
}

while :; do
  date +%s >$spool/heartbeat
  # A backup that was killed could not say so itself. Whoever makes one holds the lock.
  if [ -e $spool/running ] && flock -n $spool/lock true; then
    remember lastFailure "{\"at\":\"$(now)\",\"reason\":\"The backup that began at $(cat $spool/running) was killed.\"}"
    rm $spool/running
  fi
  if due; then
    date +%s >$spool/attempt
    sh /fleet/backup/backup.sh &
    await
  fi
  if [ "${POINT_IN_TIME:-false}" = true ]; then
    sh /fleet/backup/ship.sh &
    await
  fi
  sleep 60 &
  await
done
