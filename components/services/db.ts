import { fill } from "../template";
import type { InstanceSpec, Service, UploadedFile } from "../spec";
import { archives } from "./backup";
import { database } from "./database";
import { command } from "./probe";

const init = "/docker-entrypoint-initdb.d";

/** Scripts for an empty data directory. Upstream runs `init-scripts` as postgres, then `migrations` as supabase_admin. */
const scripts: Readonly<Record<string, string>> = {
  "init-scripts/98-webhooks.sql": "db/webhooks.sql",
  "init-scripts/99-roles.sql": "db/roles.sql",
  "init-scripts/99-jwt.sql": "db/jwt.sql",
  "migrations/97-_supabase.sql": "db/_supabase.sql",
  "migrations/99-realtime.sql": "db/realtime.sql",
  "migrations/99-logs.sql": "db/logs.sql",
  "migrations/99-pooler.sql": "db/pooler.sql",
};

/**
 * Postgres. Its container is replaced only by what Postgres needs: the password in its environment is the one the data
 * directory was made with, and the token lifetime is set by `databaseReady.ts`, so that a rotation or an auth setting
 * never stops it.
 */
export const db: Service = (instance, secrets) => ({
  command: ["postgres", ...settings({ ...archiving(instance), ...instance.config.database.settings })],
  env: {
    JWT_EXP: "3600",
    PGDATABASE: database.name,
    PGPASSWORD: secrets.initialPostgresPassword,
    PGPORT: database.port,
    POSTGRES_DB: database.name,
    POSTGRES_HOST: "/var/run/postgresql",
    POSTGRES_PASSWORD: secrets.initialPostgresPassword,
    POSTGRES_PORT: database.port,
  },
  healthcheck: command(["pg_isready", "-U", "postgres", "-h", "127.0.0.1"], { retries: 10, startPeriod: 300 }),
  files: [
    ...Object.entries(scripts).map(([path, template]) => file(path, fill(template, {}))),
    ...ownSql(instance.initSql),
  ],
  filesReplace: false,
  volumes: [
    { role: "db-data", path: "/var/lib/postgresql/data" },
    { role: "db-config", path: "/etc/postgresql-custom" },
    ...(archives(instance) ? [{ role: "wal" as const, path: "/wal" }] : []),
  ],
  ports: instance.ports.database === undefined ? [] : [{ binding: instance.ports.database, container: 5432 }],
  // SIGINT is Postgres's fast shutdown; SIGTERM would wait for every client to leave.
  stopSignal: "SIGINT",
  stopGrace: 90,
});

/**
 * For points in time between backups: a finished or minute-old piece of the log lies in a volume, whole or not at all, and as old
 * as what it says.
 */
const archiving = (instance: InstanceSpec): Record<string, string | number> =>
  archives(instance)
    ? {
        archive_command:
          "gzip -c %p >/wal/%f.part && touch -r %p /wal/%f.part && sync /wal/%f.part && mv /wal/%f.part /wal/%f.gz",
        archive_mode: "on",
        archive_timeout: 60,
      }
    : {};

const file = (path: string, content: string): UploadedFile => ({ path: `${init}/${path}`, content });

const ownSql = (sql: string | undefined) => (sql === undefined ? [] : [file("migrations/99-zz-own.sql", sql)]);

/** Quiet about Realtime's polling, as upstream; a setting of the instance wins. */
function settings(own: Readonly<Record<string, string | number | boolean>>): string[] {
  const all = { log_min_messages: "fatal", ...own };
  const sorted = Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    "-c",
    "config_file=/etc/postgresql/postgresql.conf",
    ...sorted.flatMap(([key, value]) => ["-c", `${key}=${value}`]),
  ];
}
