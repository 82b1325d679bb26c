#!/bin/sh
# Retention: which backups stay. The one that counts goes first, so that nothing half-gone ever looks whole.
set -u
. /fleet/backup/lib.sh
# The log waits meanwhile.
exec 8>$spool/ship.lock
flock 8
unlock_repository || true
all=$(restic --quiet --no-lock snapshots --json) || exit 1
old=$(restic --quiet forget --dry-run --json --tag part=done --group-by '' --keep-last 1 --keep-within 24h \
  --keep-daily "$KEEP_DAILY" --keep-weekly "$KEEP_WEEKLY" --keep-monthly "$KEEP_MONTHLY" |
  jq -r '.[]?.remove // [] | .[].tags[] | select(startswith("id="))') || exit 1
for tag in $old; do
  say "backup ${tag#id=} goes, as the retention says"
  forget "part=done,$tag" && forget "$tag" && forget "since=${tag#id=}" || exit 1
done
# What a run that was killed has left: parts without an end, older than a day.
orphans=$(printf '%s' "$all" | jq -r '
  (map(select(.tags | index("part=done")) | .tags[] | select(startswith("id=")))) as $whole
  | map(select((.time | .[:19] + "Z" | fromdate) < now - 86400) | .tags[] | select(startswith("id="))) | unique | map(select(. as $tag | $whole | index($tag) | not)) | .[]')
for tag in $orphans; do forget "$tag" || exit 1; done
# Space is given back once a week; it reads much of the repository.
last=$(cat $spool/pruned 2>/dev/null || echo 0)
if [ "${1:-}" = now ] || [ $(($(date +%s) - last)) -gt 604800 ]; then
  say "gives back space"
  run_restic prune --max-unused 10% >/dev/null || exit 1
  date +%s >$spool/pruned
fi
