import { FleetError } from "../errors";
import { type Running, begin, note, stopIfCancelled } from "../progress";
import { clusterFacts, differences, factsOf } from "./facts";
import { type Server, ask, run } from "./run";

const intoNew = `psql -X -q -o /dev/null -v ON_ERROR_STOP=1 -v VERBOSITY=terse`;

/**
 * Roles with the hashes of their passwords, settings and memberships. Those that the new image has already are altered; what it
 * gives to them besides stays, because its services may ask for it.
 */
const roles = `
existing=$(psql -X -A -t -c "select 'CREATE ROLE ' || quote_ident(rolname) || ';' from pg_roles")
pg_dumpall -p "$OLD" --roles-only | grep -vxF -- "$existing" | ${intoNew}
`;

/**
 * Postgres 15.20 writes a version of its own to every column and hides it from its own dumps alone: no other server takes such
 * an option. The pattern is a whole line of a dump; what it could meet besides, the comparison would find.
 */
const withoutVersions = `sed -E '/^ALTER .* ALTER COLUMN .* SET \\(.*pg_attver=/ { s/pg_attver=[0-9]+(, )?//; s/, \\);$/);/; / SET \\(\\);$/d }'`;
const hasVersions = `select to_json(exists (select from pg_attribute where attoptions::text like '%pg_attver=%'))`;

/** From template0, so that nothing of what the new image made in it stays. The workers of some extensions hold a database. */
const database = `
printf '%s\\n' 'drop database if exists :"name" with (force);' | PGDATABASE=template1 ${intoNew} -v name="$NAME"
pg_dump -p "$OLD" --create --dbname="$NAME" | if [ "$VERSIONS" = true ]; then ${withoutVersions}; else cat; fi | PGDATABASE=template1 ${intoNew}
`;

/**
 * What newer images do in an empty database and upstream's own way from 15 to 17 does in one with data: each may be run again.
 */
const migrations = `
for name in 20250710151649_supabase_read_only_user_default_transaction_read_only 20251001204436_predefined_role_grants \\
  20251105172723_grant_pg_reload_conf_to_postgres 20251121132723_correct_search_path_pgbouncer; do
  file=/docker-entrypoint-initdb.d/migrations/$name.sql
  [ ! -e "$file" ] || ${intoNew} -f "$file"
done
`;

/**
 * Roles that own what only a superuser may be given: they were one when they made it, as `postgres` is in the first minutes of an
 * image.
 */
const formerSuperusers = `
select coalesce(json_agg(distinct rolname), '[]') from pg_roles r where not rolsuper and oid in (
  select evtowner from pg_event_trigger union select fdwowner from pg_foreign_data_wrapper union select pubowner from pg_publication)`;

const superuser = (roles: readonly string[], attribute: "superuser" | "nosuperuser") =>
  roles.map((role) => `alter role "${role.replaceAll('"', '""')}" ${attribute};`).join(" ");

/** Databases that hold something, with the bytes they take. */
export const databasesOf = async (server: Server): Promise<{ name: string; size: number }[]> =>
  await ask(
    server,
    `select json_agg(json_build_object('name', datname, 'size', pg_database_size(oid)) order by datname) from pg_database where not datistemplate`,
  );

/**
 * Loads everything of one server into a new one that shares its network.
 * @throws FleetError with Postgres's own errors, or when the run was cancelled.
 */
export async function load(old: Server, now: Server, instance: string, running: Running): Promise<void> {
  const variables = { OLD: String(old.port) };
  begin(running, "loads roles", instance);
  await run(now, roles, { variables });
  for (const { name, size } of await databasesOf(old)) {
    stopIfCancelled(running);
    begin(running, `loads database ${name} (${Math.round(size / 2 ** 20)} MB)`, instance);
    const versions = String(await ask<boolean>(old, hasVersions, name));
    const former = await ask<string[]>(old, formerSuperusers, name);
    await alter(now, superuser(former, "superuser"));
    await run(now, database, { variables: { ...variables, NAME: name, VERSIONS: versions } }).catch(
      (error: unknown) => {
        throw error instanceof FleetError
          ? new FleetError(error.kind, `Database ${name} does not load: ${error.message}`)
          : error;
      },
    );
    await alter(now, superuser(former, "nosuperuser"));
  }
}

const alter = async (server: Server, statements: string): Promise<unknown> =>
  await run(server, `printf '%s\\n' "$STATEMENTS" | ${intoNew}`, { variables: { STATEMENTS: statements } });

/**
 * Compares two servers.
 * @param live the old one serves meanwhile, so rows are not counted.
 * @returns how many facts were compared. @throws FleetError naming what differs.
 */
export async function compare(
  old: Server,
  now: Server,
  instance: string,
  running: Running,
  live = false,
): Promise<number> {
  begin(running, live ? "compares both servers" : "compares both servers, row by row count", instance);
  const cluster = await clusterFacts(old);
  const wrong = differences(cluster, await clusterFacts(now), true);
  let compared = Object.keys(cluster).length;
  for (const { name } of await databasesOf(old)) {
    stopIfCancelled(running);
    const facts = await factsOf(old, name, live);
    compared += Object.keys(facts).length;
    wrong.push(...differences(facts, await factsOf(now, name, live)).map((line) => `${name}: ${line}`));
  }
  if (wrong.length === 0) return compared;
  const more = wrong.length > 10 ? `\n  and ${wrong.length - 10} more` : "";
  throw new FleetError("failed", `The new server is not what the old one was:\n${wrong.slice(0, 10).map((line) => `  ${line}`).join("\n")}${more}`); // prettier-ignore
}

/** Brings what a newer image expects in a database; one that fails is told, because the data is whole without it. */
export async function migrate(now: Server, instance: string, running: Running): Promise<void> {
  await run(now, migrations).catch((error: unknown) => {
    note(running, `a migration of the new image failed: ${error instanceof Error ? error.message : String(error)}`, instance); // prettier-ignore
  });
}
