import { fill } from "../template";
import type { Service } from "../spec";
import { database } from "./database";
import { shell } from "./probe";

/** A psql of the server's own version that the backup container drives through two pipes; it holds nothing of its own. */
export const backupsql: Service = (_instance, secrets) => ({
  entrypoint: ["/bin/sh"],
  command: ["/fleet/backup/session.sh"],
  env: {
    PGDATABASE: database.name,
    PGHOST: "db",
    PGPASSWORD: secrets.postgresPassword,
    PGPORT: database.port,
    PGUSER: "supabase_admin",
  },
  healthcheck: shell("test -p /spool/in"),
  files: [{ path: "/fleet/backup/session.sh", content: fill("backup/session.sh", {}) }],
  volumes: [{ role: "backup", path: "/spool" }],
  needsDatabase: true,
});
