import { z } from "@hono/zod-openapi";
import type { InstanceSpec } from "../../../../components/spec";
import { poolerTenant } from "../../../../components/services/pooler";
import type { Services } from "../../services";
import { databaseName } from "../../../../components/config/names";
import { type App, projectRoute } from "../route";
import { cannot, changed } from "./api";

const texts = [
  "effective_cache_size", "logical_decoding_work_mem", "maintenance_work_mem", "track_activity_query_size", "max_slot_wal_keep_size",
  "max_standby_archive_delay", "max_standby_streaming_delay", "max_wal_size", "session_replication_role", "shared_buffers",
  "statement_timeout", "wal_keep_size", "wal_sender_timeout", "work_mem", "checkpoint_timeout",
] as const; // prettier-ignore
const numbers = [
  "max_connections", "max_locks_per_transaction", "max_parallel_maintenance_workers", "max_parallel_workers",
  "max_parallel_workers_per_gather", "max_replication_slots", "max_wal_senders", "max_worker_processes",
] as const; // prettier-ignore
const flags = ["track_commit_timestamp", "hot_standby_feedback"] as const;
const names: readonly string[] = [...texts, ...numbers, ...flags];

const each = <T extends z.ZodType>(keys: readonly string[], type: T) =>
  Object.fromEntries(keys.map((key) => [key, type.optional()]));
const value = z.string().regex(/^[A-Za-z0-9 .-]{1,40}$/, { error: "should be a value such as 64MB or 30s" });

/** The settings of Postgres that the vendor's API knows; others of the stack file are left alone. */
export const postgresShape = z.object({ ...each(texts, value), ...each(numbers, z.int().min(0).max(262_143)), ...each(flags, z.boolean()) }); // prettier-ignore

/** Those that the entry or its defaults set. */
export const postgresAnswer = ({ config }: InstanceSpec): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(config.database.settings)
      .filter(([name]) => names.includes(name))
      .map(([name, set]) => [name, (texts as readonly string[]).includes(name) ? String(set) : set]),
  );

export const poolerShape = z.object({
  identifier: z.string(),
  database_type: z.string(),
  is_using_scram_auth: z.boolean(),
  db_user: z.string(),
  db_host: z.string(),
  db_port: z.number(),
  db_name: z.string(),
  connection_string: z.string(),
  connectionString: z.string(),
  default_pool_size: z.number().nullable(),
  max_client_conn: z.number().nullable(),
  pool_mode: z.string(),
});

/** How to reach the pooler; nothing where the instance has none. */
export function poolerAnswer(spec: InstanceSpec, ref: string): z.output<typeof poolerShape>[] {
  const { poolerTransaction } = spec.ports;
  if (poolerTransaction === undefined) return [];
  const user = `postgres.${poolerTenant(spec)}`;
  const address = `postgresql://${user}:[YOUR-PASSWORD]@${databaseName(spec)}:${poolerTransaction.port}/postgres`;
  return [
    {
      identifier: ref,
      database_type: "PRIMARY",
      is_using_scram_auth: true,
      db_user: user,
      db_host: databaseName(spec),
      db_port: poolerTransaction.port,
      db_name: "postgres",
      connection_string: address,
      connectionString: address,
      default_pool_size: spec.config.pooler.defaultPoolSize,
      max_client_conn: spec.config.pooler.maxClientConnections,
      pool_mode: "transaction",
    },
  ];
}

export function databaseRoutes(app: App, services: Services): void {
  const postgres = "/projects/{ref}/config/database/postgres";
  const pooler = "/projects/{ref}/config/database/pooler";
  projectRoute(
    app,
    services,
    { method: "get", path: postgres, scope: "read", summary: "Settings of Postgres.", answers: postgresShape },
    ({ spec }) => postgresAnswer(spec),
  );
  for (const method of ["put", "patch"] as const)
    projectRoute(
      app,
      services,
      { method, path: postgres, scope: "operate", summary: `Change settings of Postgres, and apply, with its restart${method === "put" ? "; what is left out counts no more" : ""}.`, takes: postgresShape.extend({ restart_database: z.boolean().optional() }), answers: postgresShape }, // prettier-ignore
      async (project, { caller, body: { restart_database: _restart, ...wanted } }) => {
        const now = postgresAnswer(project.spec);
        const gone = method === "put" ? Object.keys(now).filter((name) => !(name in wanted)) : [];
        const changes = [
          ...Object.entries(wanted).filter(([name, set]) => set !== undefined && set !== now[name]),
          ...gone.map((name) => [name, undefined] as const),
        ];
        const spec = await changed(services, caller, project, "Postgres", changes.map(([name, set]) => ({ path: ["database", "settings", name], value: set }))); // prettier-ignore
        return postgresAnswer(spec);
      },
    );
  projectRoute(
    app,
    services,
    { method: "get", path: pooler, scope: "read", summary: "How to reach the pooler.", answers: z.array(poolerShape) },
    ({ ref, spec }) => poolerAnswer(spec, ref),
  );
  projectRoute(
    app,
    services,
    { method: "patch", path: pooler, scope: "operate", summary: "Change the pool's size, and apply.", takes: z.object({ default_pool_size: z.int().min(1).max(10_000).nullable().optional(), pool_mode: z.string().max(40).optional() }), answers: z.object({ default_pool_size: z.number().nullable(), pool_mode: z.string() }) }, // prettier-ignore
    async (project, { caller, body: { default_pool_size: size, pool_mode: mode } }) => {
      if (mode !== undefined && mode !== "transaction")
        cannot("pool_mode is transaction on one port and session on another; neither changes.");
      const { defaultPoolSize } = project.spec.config.pooler;
      const changes = size === undefined || size === defaultPoolSize ? [] : [{ path: ["pooler", "defaultPoolSize"], value: size ?? undefined }]; // prettier-ignore
      const spec = await changed(services, caller, project, "pooler", changes);
      return { default_pool_size: spec.config.pooler.defaultPoolSize, pool_mode: "transaction" };
    },
  );
  projectRoute(
    app,
    services,
    { method: "get", path: "/projects/{ref}/config/database/pgbouncer", scope: "read", summary: "The pooler's settings.", answers: z.object({ default_pool_size: z.number(), max_client_conn: z.number(), pool_mode: z.string() }) }, // prettier-ignore
    ({ spec: { config } }) => ({ default_pool_size: config.pooler.defaultPoolSize, max_client_conn: config.pooler.maxClientConnections, pool_mode: "transaction" }), // prettier-ignore
  );
}
