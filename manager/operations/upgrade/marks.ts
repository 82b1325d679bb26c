import { text } from "node:stream/consumers";
import { PassThrough } from "node:stream";
import { containerName } from "../../../components/config/names";
import { ask } from "../host";
import type { Target } from "../snapshot/target";

/** What tells whether a database was migrated, and what was written into it. No row of it is in here. */
export interface Marks {
  /** Versions of extensions and hashes of the tables in which services note their migrations, by name. */
  readonly migrations: Readonly<Record<string, string>>;
  /** Rows inserted, updated and deleted since Postgres began to count, by table. */
  readonly writes: Readonly<Record<string, readonly [number, number, number]>>;
}

/**
 * Notes of migrations have one of these names in every service, and in Supabase's own command line. Realtime drops old
 * partitions of its messages by itself, so the catalog as a whole says nothing.
 */
const query = `
select json_build_object(
  'migrations', coalesce((select json_object_agg(name, mark) from (
    select 'extension ' || extname as name, extversion as mark from pg_extension
    union all
    select format('%I.%I', n.nspname, c.relname),
      (xpath('/row/h/text()', query_to_xml(
        format('select md5(coalesce(string_agg(t::text, '','' order by t::text), '''')) as h from %I.%I t', n.nspname, c.relname),
        false, true, '')))[1]::text
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and c.relname in ('schema_migrations', 'migrations')
  ) as found), '{}'),
  'writes', coalesce((select json_object_agg(format('%I.%I', schemaname, relname), json_build_array(n_tup_ins, n_tup_upd, n_tup_del))
    from pg_stat_user_tables where n_tup_ins + n_tup_upd + n_tup_del > 0), '{}'))`;

/** Databases of an instance; the second is that of the pooler and analytics. */
const databases = ["postgres", "_supabase"] as const;

/** Seconds. */
const patience = 30;

/** @returns undefined when Postgres does not answer. */
export async function marksOf(target: Target, password: string): Promise<Marks | undefined> {
  try {
    // A container that ends meanwhile leaves its answer open for good.
    const late = new Promise<never>((_, reject) => setTimeout(() => reject(new Error("no answer")), patience * 1000).unref()); // prettier-ignore
    const found = await Promise.race([Promise.all(databases.map((each) => marksIn(target, each, password))), late]);
    const named = <T>(pick: (marks: Marks) => Readonly<Record<string, T>>) =>
      Object.fromEntries(
        found.flatMap((marks, index) =>
          Object.entries(pick(marks)).map(([name, value]) => [
            index === 0 ? name : `${databases[index]}.${name}`,
            value,
          ]),
        ),
      ) as Record<string, T>; // fromEntries forgets the type
    return { migrations: named((marks) => marks.migrations), writes: named((marks) => marks.writes) };
  } catch {
    return undefined;
  }
}

async function marksIn({ name, host }: Target, database: string, password: string): Promise<Marks> {
  const { docker } = host;
  const exec = await ask(
    host,
    docker.getContainer(containerName(name, "db")).exec({
      Cmd: ["psql", "-X", "-q", "-A", "-t", "-h", "127.0.0.1", "-U", "supabase_admin", "-d", database, "-c", query],
      Env: [`PGPASSWORD=${password}`, "PGCONNECT_TIMEOUT=10"],
      AttachStdout: true,
      AttachStderr: true,
    }),
  );
  const stream = await exec.start({});
  const [out, err] = [new PassThrough(), new PassThrough()];
  stream.on("end", () => [out, err].forEach((each) => each.end()));
  docker.modem.demuxStream(stream, out, err);
  err.resume();
  return JSON.parse(await text(out)) as Marks; // the query above
}

/** What was migrated between two looks. */
export const migrated = (before: Marks, after: Marks): string[] =>
  [...new Set([...Object.keys(before.migrations), ...Object.keys(after.migrations)])]
    .filter((name) => before.migrations[name] !== after.migrations[name])
    .sort();

/** Rows that were written between two looks, in words. Counts start again after a crash: then there are at least as many. */
export function written(before: Marks, after: Marks): string[] {
  return Object.entries(after.writes).flatMap(([table, now]) => {
    const was = before.writes[table] ?? [0, 0, 0];
    const words = ["inserted", "updated", "deleted"].flatMap((word, index) => {
      const count = (now[index] ?? 0) - (was[index] ?? 0);
      const shown = count < 0 ? (now[index] ?? 0) : count;
      return shown > 0 ? [`${shown} ${word}`] : [];
    });
    return words.length === 0 ? [] : [`${table}: ${words.join(", ")}`];
  });
}
