import type { Service } from "../spec";
import { database } from "./database";
import { shell } from "./probe";

/**
 * Realtime takes its tenant from the first label of the host name it is called by. The tenant, the name the gateway calls
 * and the path of the health check are one value: apart, they end in "tenant not found".
 */
const tenant = "realtime-dev";
export const realtimeHost = `${tenant}.supabase-realtime`;

/** Realtime: WebSocket subscriptions, broadcast and presence. */
export const realtime: Service = ({ config }, secrets) => ({
  aliases: [realtimeHost],
  env: {
    // Read by the health check below alone: a header on its command line would be in every `docker ps`.
    ANON_KEY: secrets.anonKey,
    API_JWT_JWKS: secrets.jwtJwks,
    API_JWT_SECRET: secrets.jwtSecret,
    APP_NAME: "realtime",
    DB_AFTER_CONNECT_QUERY: "SET search_path TO _realtime",
    DB_ENC_KEY: secrets.realtimeDbEncKey,
    DB_HOST: database.host,
    DB_NAME: database.name,
    DB_PASSWORD: secrets.postgresPassword,
    DB_PORT: database.port,
    DB_USER: "supabase_admin",
    DISABLE_HEALTHCHECK_LOGGING: "true",
    DNS_NODES: "''",
    ERL_AFLAGS: "-proto_dist inet_tcp",
    METRICS_JWT_SECRET: secrets.jwtSecret,
    PORT: "4000",
    RLIMIT_NOFILE: "10000",
    RUN_JANITOR: "true",
    SECRET_KEY_BASE: secrets.secretKeyBase,
    SEED_SELF_HOST: "true",
    SELF_HOST_TENANT_NAME: tenant,
    TENANT_MAX_BYTES_PER_SECOND: String(config.realtime.maxBytesPerSecond),
    TENANT_MAX_CHANNELS_PER_CLIENT: String(config.realtime.maxChannelsPerClient),
    TENANT_MAX_CONCURRENT_USERS: String(config.realtime.maxConcurrentUsers),
    TENANT_MAX_EVENTS_PER_SECOND: String(config.realtime.maxEventsPerSecond),
    TENANT_MAX_JOINS_PER_SECOND: String(config.realtime.maxJoinsPerSecond),
    // Elixir says "warning" where others say "warn".
    ...(config.logLevel === "info" ? {} : { LOG_LEVEL: config.logLevel === "warn" ? "warning" : config.logLevel }),
  },
  healthcheck: shell(
    `curl -sSfL --head -o /dev/null -H "Authorization: Bearer $ANON_KEY" http://127.0.0.1:4000/api/tenants/${tenant}/health`,
    { interval: 30, startPeriod: 60 },
  ),
  needsDatabase: true,
});
