import type { ExtensionChange } from "./types";
import { databasesOf } from "./load";
import { type Server, ask } from "./run";

/** What a dump leaves behind, so that nobody misses it afterwards. */
interface Unmovable {
  readonly slots: readonly string[];
  readonly prepared: readonly { readonly name: string; readonly database: string }[];
  readonly subscriptions: readonly { readonly name: string; readonly database: string }[];
  readonly tablespaces: readonly string[];
  readonly closed: readonly string[];
}

const unmovable = `
select json_build_object(
  'slots', coalesce((select json_agg(slot_name order by slot_name) from pg_replication_slots where not temporary), '[]'),
  'prepared', coalesce((select json_agg(json_build_object('name', gid, 'database', database)) from pg_prepared_xacts), '[]'),
  'subscriptions', coalesce((select json_agg(json_build_object('name', subname, 'database', datname)) from pg_subscription join pg_database d on d.oid = subdbid), '[]'),
  'tablespaces', coalesce((select json_agg(spcname) from pg_tablespace where spcname not in ('pg_default', 'pg_global')), '[]'),
  'closed', coalesce((select json_agg(datname) from pg_database where not datistemplate and not datallowconn), '[]'))`;

const ownInTemplate = `select to_json(count(*)) from pg_class where oid >= 16384`;

/** What of a server would not come along. Each sentence says what to do about it. */
export async function leftBehind(server: Server, name: string): Promise<string[]> {
  const found = await ask<Unmovable>(server, unmovable);
  const sql = (query: string, database = "postgres") =>
    `fleet psql ${name} -- ${database === "postgres" ? "" : `-d ${database} `}-c "${query}"`;
  return [
    ...found.slots.map(
      (slot) =>
        `The replication slot ${slot} would not come along; what reads from it has to begin anew afterwards. Remove it first: ${sql(`select pg_drop_replication_slot('${slot}')`)}`,
    ),
    ...found.prepared.map(
      (each) =>
        `The prepared transaction ${each.name} would not come along. End it first: ${sql(`rollback prepared '${each.name}'`, each.database)} (or commit prepared)`,
    ),
    ...found.subscriptions.map(
      (each) =>
        `The subscription ${each.name} would not come along. Drop it first, as supabase_admin in database ${each.database}: drop subscription ${each.name}`,
    ),
    ...found.tablespaces.map(
      (space) =>
        `The tablespace ${space} lies outside of the data volume. Move what is in it to pg_default and drop it.`,
    ),
    ...found.closed.map((each) => `Database ${each} takes no connections, so it cannot be read: alter database ${each} allow_connections true`), // prettier-ignore
    ...((await ask<number>(server, ownInTemplate, "template1")) > 0
      ? ["Database template1 holds tables of its own, which would not come along: drop them there."]
      : []),
  ];
}

type Extensions = readonly { readonly name: string; readonly version: string }[];

const installed = `select coalesce(json_agg(json_build_object('name', extname, 'version', extversion) order by extname), '[]') from pg_extension`;
const available = `select json_object_agg(name, default_version) from pg_available_extensions`;

/** Extensions that keep rows which only the same version can read. */
const encrypting = ["supabase_vault", "pgsodium"];

/** Extensions that the new server has in another version, and why others stand against it. */
export async function compareExtensions(
  old: Server,
  now: Server,
  image: string,
): Promise<{ changes: ExtensionChange[]; problems: string[] }> {
  const offered = await ask<Readonly<Record<string, string>>>(now, available);
  const changes: ExtensionChange[] = [];
  const problems: string[] = [];
  for (const { name: database } of await databasesOf(old)) {
    for (const { name, version } of await ask<Extensions>(old, installed, database)) {
      const other = offered[name];
      if (other === undefined)
        problems.push(`Database ${database} uses the extension ${name}, which ${image} does not have. Drop it first, with what is made of it: drop extension "${name}" cascade`); // prettier-ignore
      else if (other !== version && encrypting.includes(name))
        problems.push(`Database ${database} keeps secrets by ${name} ${version}, and ${image} has ${other}, which may not open them. Update it first, as supabase_admin: alter extension "${name}" update to '${other}'`); // prettier-ignore
      else if (other !== version) changes.push({ database, name, old: version, new: other });
    }
  }
  return { changes, problems };
}
