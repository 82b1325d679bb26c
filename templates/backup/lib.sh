# shellcheck shell=sh
# What the parts of the backup share. Sourced by a POSIX shell in restic's own image, which has BusyBox and jq.

spool=/spool
state=$spool/state.json

say() { printf '%s\n' "$*"; }
fail() {
  printf '%s\n' "$*" | tee $spool/reason >&2
  exit 1
}

# remember NAME JSON: one fact of the state that `fleet status` reads; written whole or not at all.
remember() (
  flock 7
  [ -s $state ] || echo '{}' >$state
  jq --arg name "$1" --argjson value "$2" '.[$name] = $value' $state >$state.new && mv $state.new $state
) 7>$spool/state.lock
known() { jq -r --arg name "$1" '.[$name] // empty' $state 2>/dev/null || true; }

now() { date -u +%Y-%m-%dT%H:%M:%SZ; }

# BusyBox's timeout leaves a watcher that lives up to a second longer, and must hold none of the locks or pipes.
limited() { timeout "$@" 3>&- 4<&- 5>&- 8>&- 9>&-; }

# Seconds after which restic is stopped, where that is better than an end: it would try for minutes to reach a store.
patience=

# Restic as a job, so that a stop reaches it and it takes its lock out of the repository. A job has no standard input of its
# own accord; the session's pipes are not its business, and would outlive this shell in it.
run_restic() {
  # What takes snapshots away wants the repository for itself. Restic would fail the others; these wait.
  case $1 in
    forget | prune) flock -n 5 || return 75 ;;
    *) flock -s 5 ;;
  esac
  if [ -n "$patience" ]; then
    timeout "$patience" restic --quiet "$@" <&6 6<&- 3>&- 4<&- 5>&- 8>&- 9>&- &
  else
    restic --quiet --limit-upload "${UPLOAD_LIMIT:-0}" "$@" <&6 6<&- 3>&- 4<&- &
  fi
  job=$!
  trap 'kill -TERM $job 2>/dev/null; wait $job; exit 143' TERM INT
  wait $job
  code=$?
  trap 'exit 143' TERM INT
  return $code
} 6<&0 5>$spool/repository.lock

# ssh takes no key that others may read, and Docker's uploads are readable for all.
prepare_ssh() {
  [ -e /fleet/backup/ssh/key ] || return 0
  mkdir -p /root/.ssh && chmod 700 /root/.ssh
  cp /fleet/backup/ssh/* /root/.ssh/ && chmod 600 /root/.ssh/*
}

# Makes the repository on the first call. One that is there and does not open is never made anew, nor one that was there: its
# disk may not be mounted, and backups on the disk below would be lost with it.
open_repository() {
  # Restic would try for minutes; a store that is away is better said at once.
  said=$(limited 60 restic --quiet --no-lock cat config 2>&1 >/dev/null) && printf '%s' "$RESTIC_REPOSITORY" >$spool/repository && return 0
  case $said in
    *"wrong password"*) fail "The repository $RESTIC_REPOSITORY does not open with the instance's backupPassword. Nothing was changed." ;;
    *"Is there a repository at"* | *"repository does not exist"*)
      [ "$(cat $spool/repository 2>/dev/null)" != "$RESTIC_REPOSITORY" ] ||
        fail "The repository $RESTIC_REPOSITORY was there, and is not now ($(printf '%s' "$said" | head -n 1)). Is its disk mounted, its server up? If it is gone for good, the next backup makes a new one after: docker exec supabase-$INSTANCE-backup rm $spool/repository"
      said=$(limited 120 restic --quiet init 2>&1 >/dev/null) && printf '%s' "$RESTIC_REPOSITORY" >$spool/repository && return 0 ;;
  esac
  fail "The store $RESTIC_REPOSITORY cannot be used: $(printf '%s' "$said" | tail -n 2 | tr '\n' ' ')"
}

# A run that was killed has left its lock in the repository, and from another container it would count for half an hour. Nobody
# else of this container is at work, and the manager locks nothing.
unlock_repository() (
  all=
  flock -n 5 && all=--remove-all
  limited 60 restic --quiet unlock $all >/dev/null 2>&1
) 5>$spool/repository.lock

# vanished CODE ERRORS: whether all that a backup by restic could not read went away while it ran.
vanished() {
  [ "$1" = 3 ] || return 1
  ! grep -v 'no such file or directory\|"Err":2[,}]\|does not exist, skipping' "$2" | grep -q '"message_type":"error"\|^error'
}

ids_of() { ${patience:+limited $patience} restic --quiet --no-lock snapshots --json --tag "$1" | jq -r '.[].id'; }

# forget TAGS: takes away every snapshot that has all of them.
forget() {
  ids=$(ids_of "$1") || return 1
  # shellcheck disable=SC2086 # one word each
  [ -z "$ids" ] || run_restic forget $ids >/dev/null
}

# The session with Postgres: psql in the other container reads what is written to one pipe and answers in another. When this
# side ends, psql reads the end of its input, and Postgres gives up the backup by itself.
open_session() {
  trap '' PIPE
  # Opening a pipe waits for the other side, for ever, except in both directions; psql would read the end after any other try.
  exec 3<>$spool/in
  limited 60 sh -c ": <$spool/out" || fail "The container supabase-$INSTANCE-backupsql does not answer."
  exec 4<$spool/out
  ask "set client_min_messages to error" || fail "Postgres does not answer: $answer"
}
close_session() { exec 3>&- 4<&-; }

# ask SQL: sets $answer, several lines perhaps; fails when psql ended with an error, which is in $answer then.
ask() {
  answer=
  printf '%s\n;\n\\echo fleet:end\n' "$1" >&3 2>/dev/null || return 1
  while IFS= read -r line <&4; do
    case $line in
      fleet:end) return 0 ;;
      fleet:gone) return 1 ;;
    esac
    answer="${answer:+$answer
}$line"
  done
  return 1
}
