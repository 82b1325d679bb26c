import type { Service } from "../spec";
import { dsn } from "./database";
import { command } from "./probe";

/** PostgREST: the tables as an API. */
export const rest: Service = ({ config }, secrets) => ({
  command: ["postgrest"],
  env: {
    PGRST_ADMIN_SERVER_HOST: "localhost",
    PGRST_ADMIN_SERVER_PORT: "3001",
    PGRST_APP_SETTINGS_JWT_EXP: String(config.auth.jwtExpiry),
    PGRST_DB_ANON_ROLE: "anon",
    PGRST_DB_EXTRA_SEARCH_PATH: config.rest.extraSearchPath.join(","),
    PGRST_DB_MAX_ROWS: String(config.rest.maxRows),
    PGRST_DB_SCHEMAS: config.rest.schemas.join(","),
    PGRST_DB_URI: dsn("postgres", "authenticator", secrets.postgresPassword),
    PGRST_DB_USE_LEGACY_GUCS: "false",
    PGRST_JWT_SECRET: secrets.jwtJwks,
    ...(config.logLevel === "info" ? {} : { PGRST_LOG_LEVEL: config.logLevel }),
  },
  healthcheck: command(["postgrest", "--ready"]),
  needsDatabase: true,
});
