import type Dockerode from "dockerode";
import type * as pulumi from "@pulumi/pulumi";
import { connect } from "./dockerApi";
import { waitUntilHealthy } from "./wait";

// Aliases: a captured function is written into the state, a captured module cannot be.
const connectTo = connect;
const untilHealthy = waitUntilHealthy;

export const providerVersion = 1;

interface DatabaseState {
  /** Docker's address. */
  readonly host: string;
  readonly container: string;
  readonly containerId: string;
  /** Password of every service's role. */
  readonly password: string;
  /** Mark of what the pooler keeps in its tenant besides the password: it never updates that by itself. */
  readonly pooler: string;
  /** Seconds a user's token stays valid, for SQL that asks. */
  readonly jwtExpiry: number;
  /** Seconds. */
  readonly timeout: number;
  readonly providerVersion: number;
}

/** State of an earlier version may lack what came later. */
type StoredState = Pick<DatabaseState, "password"> & Partial<DatabaseState>;

export const databaseProvider: pulumi.dynamic.ResourceProvider<DatabaseState, DatabaseState> = {
  async diff(_id, olds, news) {
    const keys = ["host", "container", "containerId", "password", "pooler", "jwtExpiry", "providerVersion"] as const;
    return { changes: keys.some((key) => olds[key] !== news[key]) };
  },
  async create(state) {
    await prepare(state, undefined);
    return { id: `database:${state.container}`, outs: state };
  },
  async update(_id, olds: StoredState, news) {
    await prepare(news, olds);
    return { outs: news };
  },
};

/**
 * Waits until the server answers, then brings what lives inside it up to the config. Without a state of before, the data may
 * be of a time with other settings, such as that of an instance that was paused: then the server itself is asked.
 */
async function prepare(state: DatabaseState, olds: StoredState | undefined): Promise<void> {
  const docker = connectTo(state.host);
  await untilHealthy(docker, state.container, Date.now() + state.timeout * 1000);
  const container = docker.getContainer(state.container);
  const passwords = [olds?.password ?? state.password, state.password] as const;
  await sql(
    container,
    passwords,
    `alter database postgres set "app.settings.jwt_exp" to '${Number(state.jwtExpiry)}';`,
  );
  const newPassword =
    olds === undefined ? !(await letsIn(container, state.password)) : state.password !== olds.password;
  // State of an earlier version does not know what the pooler was made with; its container is not replaced then either.
  const newPooler = olds === undefined || (olds.pooler !== undefined && olds.pooler !== state.pooler);
  if (!newPassword && !newPooler) return;
  const address = newPassword ? replaceStoredAddress(state.password) : "";
  await sql(container, passwords, inInternal(`${forgetTenant()}${address}`));
  if (newPassword) await sql(container, passwords, setPasswords(state.password));
}

/** Roles that carry the one password, and those that must have none to log in with. supabase_admin is last: the session is its. */
export function setPasswords(password: string): string {
  const roles = [
    "anon", "authenticated", "authenticator", "dashboard_user", "pgbouncer", "postgres", "service_role", "supabase_auth_admin",
    "supabase_functions_admin", "supabase_replication_admin", "supabase_storage_admin", "supabase_admin",
  ]; // prettier-ignore
  const quoted = `'${password.replace(/'/g, "''")}'`;
  const each = roles.map(
    (role) =>
      `if exists (select from pg_roles where rolname = '${role}') then alter role ${role} with password ${quoted}; end if;`,
  );
  return `do $fleet$ begin ${each.join("\n")} end $fleet$;`;
}

/** The pooler makes its tenant anew when it starts and finds none; it never updates one. */
export function forgetTenant(): string {
  return "drop schema if exists _supavisor cascade; create schema _supavisor;";
}

/** Analytics keeps the password in an address of its own. */
export function replaceStoredAddress(password: string): string {
  const replacement = `\\1${password.replace(/'/g, "''")}@`;
  return `
    do $fleet$ begin
      if to_regclass('_analytics.source_backends') is not null then
        update _analytics.source_backends
          set config = regexp_replace(config::text, '(postgres(ql)?://[^:]+:)[^@]+@', '${replacement}')::jsonb;
      end if;
    end $fleet$;`;
}

/** SQL for the services' own database, which data that came from elsewhere may lack. */
function inInternal(text: string): string {
  return `select count(*) > 0 as internal from pg_database where datname = '_supabase' \\gset
    \\if :internal
    \\connect _supabase
    ${text}
    \\endif`;
}

/** Whether the server lets in who comes over the network, where it asks for the password. */
async function letsIn(container: Dockerode.Container, password: string): Promise<boolean> {
  const login = 'exec psql -X -q -w -h "$HOSTNAME" -U supabase_admin -d postgres';
  return (await run(container, ["bash", "-c", login], password, "select 1;")).code === 0;
}

/**
 * Runs SQL as supabase_admin inside the container; it goes in by standard input, so that no process list shows it. The first
 * of the passwords logs in; none of them is ever told.
 */
async function sql(
  container: Dockerode.Container,
  passwords: readonly [string, ...string[]],
  text: string,
): Promise<void> {
  const login = ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-U", "supabase_admin", "-d", "postgres"]; // prettier-ignore
  const { code, output } = await run(container, login, passwords[0], text);
  if (code === 0) return;
  const message = /(ERROR|FATAL|error):[^\n]*/.exec(output)?.[0] ?? `exit code ${code}`;
  const hidden = passwords.reduce((shown, password) => shown.split(password).join("[secret]"), message);
  throw new Error(`Postgres refused a change: ${hidden}`);
}

async function run(container: Dockerode.Container, command: string[], password: string, input: string) {
  const exec = await container.exec({
    Cmd: command,
    Env: [`PGPASSWORD=${password}`],
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
  });
  const stream = await exec.start({ hijack: true, stdin: true });
  let output = "";
  stream.on("data", (piece: Buffer) => (output += piece.toString("utf8")));
  stream.end(`${input}\n`);
  await new Promise((resolve) => stream.once("close", resolve).once("end", resolve));
  const { ExitCode: code } = await exec.inspect();
  return { code, output };
}
