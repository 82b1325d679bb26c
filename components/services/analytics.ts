import type { Service } from "../spec";
import { database, dsn } from "./database";
import { shell } from "./probe";

/** Logflare: keeps the logs that vector ships, in the instance's own database. */
export const analytics: Service = (_instance, secrets) => ({
  env: {
    DB_DATABASE: database.internal,
    DB_HOSTNAME: database.host,
    DB_PASSWORD: secrets.postgresPassword,
    DB_PORT: database.port,
    DB_SCHEMA: "_analytics",
    DB_USERNAME: "supabase_admin",
    LOGFLARE_FEATURE_FLAG_OVERRIDE: "multibackend=true",
    LOGFLARE_NODE_HOST: "127.0.0.1",
    LOGFLARE_PRIVATE_ACCESS_TOKEN: secrets.logflarePrivateToken,
    LOGFLARE_PUBLIC_ACCESS_TOKEN: secrets.logflarePublicToken,
    LOGFLARE_SINGLE_TENANT: "true",
    LOGFLARE_SUPABASE_MODE: "true",
    POSTGRES_BACKEND_SCHEMA: "_analytics",
    POSTGRES_BACKEND_URL: dsn("postgresql", "supabase_admin", secrets.postgresPassword, database.internal),
  },
  healthcheck: shell("curl -sSf -o /dev/null http://127.0.0.1:4000/health", { retries: 10, startPeriod: 60 }),
  needsDatabase: true,
});
