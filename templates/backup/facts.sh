#!/bin/sh
# What `fleet status` and `fleet backups check` ask: the state, and how far the log is behind, as one JSON object.
. /fleet/backup/lib.sh
# oldest FOLDER PATTERN: age in seconds of the oldest file, 0 when there is none.
oldest() {
  first=$(find "$1" -maxdepth 1 -name "$2" ${3:+-newer "$3"} -exec stat -c %Y {} + 2>/dev/null | sort -n | head -n 1)
  [ -z "$first" ] && echo 0 || echo $(($(date +%s) - first))
}
[ -s $state ] || echo '{}' >$state
jq -c --argjson unarchived "$(oldest /data/db-data/pg_wal/archive_status '*.ready')" \
  --argjson unshipped "$([ -d /wal ] && oldest /wal '*.gz' $spool/shipped || echo 0)" \
  --argjson log "$(($(du -sk /data/db-data/pg_wal | cut -f1) + $({ du -sk /wal 2>/dev/null || echo 0; } | cut -f1)))" \
  --argjson free "$(df -Pk /data/db-data | tail -n 1 | awk '{ print $4 }')" \
  '{ memory: ., unarchived: $unarchived, unshipped: $unshipped, logKilobytes: $log, freeKilobytes: $free }' $state
