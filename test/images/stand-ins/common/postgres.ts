import pg from "pg";
import { log, refuse } from "./log.ts";
import { messageOf } from "./json.ts";

export type Query = (sql: string, values?: readonly unknown[]) => Promise<pg.QueryResult<Record<string, unknown>>>;

/** A pool that has logged in once, or the end of the process: upstream's services do not start without their database. */
export async function connect(service: string, config: pg.PoolConfig): Promise<pg.Pool> {
  const pool = new pg.Pool({ connectionTimeoutMillis: 5000, max: 10, ...config });
  // Without a listener, a connection that the server closes while idle would end the process.
  pool.on("error", (error) => log("warn", "database connection lost", { error: error.message }));
  try {
    await pool.query("select 1");
  } catch (error) {
    refuse(service, [`database: ${messageOf(error)}`]);
  }
  return pool;
}

/** Runs `work` in one transaction; anything thrown rolls it back. */
export async function transaction<T>(pool: pg.Pool, work: (query: Query) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query("begin");
    const result = await work((sql, values = []) => client.query<Record<string, unknown>>(sql, [...values]));
    await client.query("commit");
    return result;
  } catch (error) {
    await client.query("rollback").catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

/** One step of a schema, run once and noted in the schema's table of migrations. */
export interface Migration {
  readonly version: string;
  readonly sql: string;
}

/**
 * Brings a schema up to date, as upstream's services do when they start. The schema itself belongs to the database's image;
 * one that is missing or closed to the service's role ends the process.
 */
export async function migrate(
  service: string,
  pool: pg.Pool,
  schema: string,
  migrations: readonly Migration[],
  table = "schema_migrations",
): Promise<void> {
  try {
    await transaction(pool, async (query) => {
      await query("select pg_advisory_xact_lock(hashtext($1))", [`${service} migrations`]);
      const { rows } = await query("select 1 from pg_namespace where nspname = $1", [schema]);
      if (rows.length === 0) throw new Error(`schema ${schema} does not exist`);
      await query(`create table if not exists ${schema}.${table} (version varchar(255) primary key)`);
      for (const { version, sql } of migrations) {
        const done = await query(`select 1 from ${schema}.${table} where version = $1`, [version]);
        if (done.rows.length > 0) continue;
        await query(sql);
        await query(`insert into ${schema}.${table} (version) values ($1)`, [version]);
        log("info", "migrated", { schema, version });
      }
    });
  } catch (error) {
    refuse(service, [`database: ${messageOf(error)}`]);
  }
}
