#!/bin/sh
# Runs in Postgres's own image, beside the database: one psql after the other, driven by the backup container through two
# pipes. So psql, pg_dump and the server are of one version, and restic's image needs none of them.
umask 077
session=
trap 'kill $session 2>/dev/null; exit 0' TERM INT
cd /spool || exit 1
for pipe in in out dump; do
  [ -p $pipe ] || { rm -f $pipe && mkfifo $pipe; }
done
while :; do
  # Who waits for a dump of the session that ended gets an end.
  : <>dump
  # Its end is said: the next psql may have opened the pipe before anybody could see that it was closed.
  { psql -X -q -At -v ON_ERROR_STOP=1; echo fleet:gone; } <in >out 2>&1 &
  session=$!
  wait $session
done
