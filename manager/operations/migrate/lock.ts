import { FleetError } from "../errors";
import type { Connection } from "./wire/connection";

const key = "hashtextextended('supabase_migrations.schema_migrations', 0)";

/**
 * One at a time per database, wherever they run: the lock of a stack holds on one machine only. It ends with the session.
 * @throws FleetError `busy` naming who migrates.
 */
export async function lockMigrations(connection: Connection, instance: string): Promise<void> {
  const [taken] = await connection.query(`select pg_try_advisory_lock(${key})`);
  if (taken?.[0] === "t") return;
  const [holder = []] = await connection.query(`
    select coalesce(nullif(application_name, ''), 'a session of ' || usename), to_char(backend_start at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
    from pg_locks join pg_stat_activity using (pid)
    where locktype = 'advisory' and objsubid = 1 and granted and (classid::bigint << 32 | objid::bigint) = ${key}`);
  const [who, since] = holder;
  const held = who == null ? "by another session" : `by ${who}${since == null ? "" : ` since ${since}`}`;
  throw new FleetError("busy", `The database of ${instance} is being migrated ${held}. Nothing was applied; run this again when that has ended.`); // prettier-ignore
}
