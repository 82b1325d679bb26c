import { text } from "node:stream/consumers";
import { PassThrough } from "node:stream";
import type Dockerode from "dockerode";
import { FleetError } from "../errors";

/** A Postgres that answers on the loopback of its container. */
export interface Server {
  readonly docker: Dockerode;
  readonly container: Dockerode.Container;
  readonly port: number;
  /** Of supabase_admin; never told. */
  readonly password: string;
}

/** Who connects, for every program of Postgres. Its own schemas come first whatever a role's settings are. */
export const environment = ({ port, password }: Server, database: string): string[] => [
  "PGHOST=127.0.0.1",
  `PGPORT=${port}`,
  "PGUSER=supabase_admin",
  `PGDATABASE=${database}`,
  `PGPASSWORD=${password}`,
  "PGCONNECT_TIMEOUT=10",
];

/**
 * Runs a script in a server's container. Secrets go in by the environment, and the names of databases too.
 * @param variables for the script, besides those that say where the server is.
 * @returns what it wrote. @throws FleetError with Postgres's own errors, without the rows or statements in them.
 */
export async function run(
  server: Server,
  script: string,
  { database = "postgres", variables = {} }: { database?: string; variables?: Readonly<Record<string, string>> } = {},
): Promise<string> {
  const { docker, container } = server;
  const own = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  const exec = await container.exec({
    Cmd: ["bash", "-c", `set -euo pipefail\n${script}`],
    Env: [...environment(server, database), ...own],
    AttachStdout: true,
    AttachStderr: true,
  });
  const stream = await exec.start({});
  const [out, err] = [new PassThrough(), new PassThrough()];
  const ended = () => [out, err].forEach((each) => each.end());
  stream.once("end", ended).once("close", ended).once("error", ended);
  docker.modem.demuxStream(stream, out, err);
  const [said, wrong] = await Promise.all([text(out), text(err)]);
  const { ExitCode: code } = await exec.inspect().catch(() => ({ ExitCode: undefined }));
  if (code === 0) return said;
  throw new FleetError("failed", errorsIn(wrong) || `Postgres ended before its answer (exit code ${code ?? "unknown"}).`); // prettier-ignore
}

/** What Postgres and its programs call an error. A line of context may hold a row, and a statement a password. */
export function errorsIn(said: string): string {
  const lines = said.split("\n").flatMap((line) => /(?:ERROR|FATAL|PANIC|error): +(.*)/.exec(line)?.[1] ?? []);
  return [...new Set(lines)].slice(0, 5).join("\n");
}

/** The one value that a query answers with. */
export async function ask<T>(server: Server, query: string, database = "postgres"): Promise<T> {
  const said = await run(server, `psql -X -q -A -t -v ON_ERROR_STOP=1 -v VERBOSITY=terse -c "$QUERY"`, {
    database,
    variables: { QUERY: query, PGOPTIONS: "-c search_path=pg_catalog -c statement_timeout=0" },
  });
  return JSON.parse(said) as T; // the query says json
}
