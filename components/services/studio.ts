import * as pulumi from "@pulumi/pulumi";
import type { Service } from "../spec";
import { database } from "./database";
import { gatewayUrl } from "./gateway";
import { shell } from "./probe";

/** Studio: the dashboard. It has no login of its own; the gateway asks for the password. */
export const studio: Service = (instance, secrets, urls) => ({
  env: {
    AUTH_JWT_SECRET: secrets.jwtSecret,
    DEFAULT_ORGANIZATION_NAME: instance.config.studio.organization,
    DEFAULT_PROJECT_NAME: instance.config.studio.project ?? instance.name,
    EDGE_FUNCTIONS_MANAGEMENT_FOLDER: "/app/edge-functions",
    ENABLED_FEATURES_LOGS_ALL: String(instance.services.includes("analytics")),
    HOSTNAME: "0.0.0.0",
    OPENAI_API_KEY: instance.config.studio.openaiApiKey?.open() ?? "",
    PGRST_DB_EXTRA_SEARCH_PATH: instance.config.rest.extraSearchPath.join(","),
    PGRST_DB_MAX_ROWS: String(instance.config.rest.maxRows),
    PGRST_DB_SCHEMAS: instance.config.rest.schemas.join(","),
    PG_META_CRYPTO_KEY: secrets.pgMetaCryptoKey,
    POSTGRES_DB: database.name,
    POSTGRES_HOST: database.host,
    POSTGRES_PASSWORD: secrets.postgresPassword,
    POSTGRES_PORT: database.port,
    POSTGRES_USER_READ_WRITE: "postgres",
    SNIPPETS_MANAGEMENT_FOLDER: "/app/snippets",
    STUDIO_PG_META_URL: "http://meta:8080",
    SUPABASE_ANON_KEY: secrets.anonKey,
    SUPABASE_PUBLIC_URL: urls.api,
    SUPABASE_PUBLISHABLE_KEY: secrets.publishableKey,
    SUPABASE_SECRET_KEY: secrets.secretKey,
    SUPABASE_SERVICE_KEY: secrets.serviceRoleKey,
    SUPABASE_URL: gatewayUrl,
    ...(instance.services.includes("analytics") ? logs(secrets.logflarePrivateToken) : {}),
  },
  healthcheck: shell(
    `node -e "fetch('http://127.0.0.1:3000/api/platform/profile').then((r) => process.exit(r.status === 200 ? 0 : 1), () => process.exit(1))"`,
    { timeout: 10 },
  ),
  volumes: [
    { role: "snippets", path: "/app/snippets" },
    ...(instance.services.includes("functions")
      ? [{ role: "functions", path: "/app/edge-functions", readOnly: true } as const]
      : []),
  ],
  ports: instance.ports.studio === undefined ? [] : [{ binding: instance.ports.studio, container: 3000 }],
});

const logs = (token: pulumi.Input<string>) => ({
  LOGFLARE_PRIVATE_ACCESS_TOKEN: token,
  LOGFLARE_URL: "http://analytics:4000",
});
