import { type Session, type Size, type Streams, exec } from "./exec";
import type { Workspace } from "./workspace";

/**
 * psql in the database container of an instance, as postgres unless the arguments say otherwise. No password is handed over:
 * inside the container the database trusts its own loopback.
 */
export async function psql(
  workspace: Workspace,
  { name, args, terminal }: { readonly name: string; readonly args: readonly string[]; readonly terminal?: Size },
  streams: Streams,
): Promise<Session> {
  const env = { PGHOST: "127.0.0.1", PGUSER: "postgres", PGDATABASE: "postgres" };
  return await exec(workspace, { name, service: "db", command: ["psql", ...args], env, terminal }, streams);
}
