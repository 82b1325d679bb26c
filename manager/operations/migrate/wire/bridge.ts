/**
 * A pipe to the server's port from within its container, for `bash -c`: nothing has to be published. When either side ends, so
 * does the other: a killed client must not leave a session behind.
 *
 * Postgres is the container's first process, so it inherits whatever here outlives its parent, and takes one that dies of a
 * signal for a crashed backend: it would throw everybody out. So bash waits for both to end, and a broken pipe is no signal.
 *
 * @param host `127.0.0.1`, where the server trusts whoever comes, or `db`, its address on the instance's network, where it asks
 * for a password.
 */
export const bridge = (host: "127.0.0.1" | "db"): string => `trap '' PIPE
exec 3<>/dev/tcp/${host}/5432 4<&0 || exit 1
cat <&3 & cat <&4 >&3 &
wait -n
kill $(jobs -rp) 2>/dev/null
wait`;
