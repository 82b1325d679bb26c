import { randomBytes } from "node:crypto";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { apiKey, lifetime } from "../../../components/keys";
import { release } from "../../../components/release";
import { registry } from "../../../test/live/settings";
import { program } from "../../operations/workspace";

const image = (name: keyof ReturnType<typeof release>["images"]) => `${registry}/${release("0.8.2").images[name]}`;

export interface Install {
  readonly folder: string;
  readonly apiUrl: string;
  readonly anonKey: string;
  readonly serviceRoleKey: string;
}

/** Init scripts by where upstream's compose file puts them. */
const scripts: Readonly<Record<string, string>> = {
  "_supabase.sql": "migrations/97-_supabase.sql",
  "realtime.sql": "migrations/99-realtime.sql",
  "logs.sql": "migrations/99-logs.sql",
  "pooler.sql": "migrations/99-pooler.sql",
  "webhooks.sql": "init-scripts/98-webhooks.sql",
  "roles.sql": "init-scripts/99-roles.sql",
  "jwt.sql": "init-scripts/99-jwt.sql",
};

/**
 * An install as upstream's instructions make one, of the services that this test needs: data in folders beside the compose
 * file, db-config in a volume, settings in `.env`.
 */
export async function upstreamInstall(folder: string, port: number): Promise<Install> {
  const life = lifetime("2025-03-01", 5);
  const jwtSecret = randomBytes(30).toString("base64");
  const keys = {
    anonKey: await apiKey("anon", jwtSecret, life),
    serviceRoleKey: await apiKey("service_role", jwtSecret, life),
  };
  const environment = {
    POSTGRES_PASSWORD: randomBytes(16).toString("hex"),
    JWT_SECRET: jwtSecret,
    ANON_KEY: keys.anonKey,
    SERVICE_ROLE_KEY: keys.serviceRoleKey,
    DASHBOARD_USERNAME: "me",
    DASHBOARD_PASSWORD: randomBytes(16).toString("hex"),
    // Every install of 2025 has this one: it was upstream's fixed value.
    REALTIME_DB_ENC_KEY: "supabaserealtime",
    POSTGRES_HOST: "db",
    POSTGRES_DB: "postgres",
    POSTGRES_PORT: "5432",
    KONG_HTTP_PORT: String(port),
    KONG_HTTPS_PORT: String(port + 1),
    SITE_URL: "https://app.example.com",
    ADDITIONAL_REDIRECT_URLS: "https://app.example.com/**,https://other.example.com",
    JWT_EXPIRY: "1800",
    DISABLE_SIGNUP: "false",
    API_EXTERNAL_URL: `http://localhost:${port}/auth/v1`,
    SUPABASE_PUBLIC_URL: `http://localhost:${port}`,
    ENABLE_EMAIL_SIGNUP: "true",
    ENABLE_EMAIL_AUTOCONFIRM: "true",
    ENABLE_ANONYMOUS_USERS: "false",
    SMTP_HOST: "supabase-mail",
    PGRST_DB_SCHEMAS: "public,storage,graphql_public",
    S3_PROTOCOL_ACCESS_KEY_ID: randomBytes(16).toString("hex"),
    S3_PROTOCOL_ACCESS_KEY_SECRET: randomBytes(32).toString("hex"),
  };
  mkdirSync(join(folder, "volumes/db/data"), { recursive: true });
  mkdirSync(join(folder, "volumes/storage"), { recursive: true });
  for (const name of Object.keys(scripts))
    cpSync(join(program, "templates/db", name), join(folder, "volumes/db", name));
  writeFileSync(join(folder, "envoy.yaml"), stringify(envoy), { mode: 0o644 });
  writeFileSync(join(folder, ".env"), Object.entries(environment).map(([name, value]) => `${name}=${value}\n`).join(""), { mode: 0o600 }); // prettier-ignore
  writeFileSync(join(folder, "docker-compose.yml"), stringify(composeFile));
  return { folder, apiUrl: `http://127.0.0.1:${port}`, ...keys };
}

const address = (scheme: string, user: string) => `${scheme}://${user}:\${POSTGRES_PASSWORD}@\${POSTGRES_HOST}:\${POSTGRES_PORT}/\${POSTGRES_DB}`; // prettier-ignore
const afterDb = { db: { condition: "service_healthy" } };

const composeFile = {
  name: "arrivelive-old",
  services: {
    db: {
      image: image("db"),
      command: ["postgres", "-c", "config_file=/etc/postgresql/postgresql.conf", "-c", "log_min_messages=fatal", "-c", "work_mem=8MB"], // prettier-ignore
      volumes: [
        "./volumes/db/data:/var/lib/postgresql/data:Z",
        "db-config:/etc/postgresql-custom",
        ...Object.entries(scripts).map(([name, at]) => `./volumes/db/${name}:/docker-entrypoint-initdb.d/${at}:Z`),
      ],
      environment: {
        POSTGRES_HOST: "/var/run/postgresql",
        PGPORT: "${POSTGRES_PORT}",
        POSTGRES_PORT: "${POSTGRES_PORT}",
        PGPASSWORD: "${POSTGRES_PASSWORD}",
        POSTGRES_PASSWORD: "${POSTGRES_PASSWORD}",
        PGDATABASE: "${POSTGRES_DB}",
        POSTGRES_DB: "${POSTGRES_DB}",
        JWT_EXP: "${JWT_EXPIRY}",
      },
      healthcheck: { test: ["CMD", "pg_isready", "-U", "postgres", "-h", "127.0.0.1"], interval: "2s", retries: 60 },
    },
    auth: {
      image: image("auth"),
      depends_on: afterDb,
      environment: {
        GOTRUE_API_HOST: "0.0.0.0",
        GOTRUE_API_PORT: 9999,
        API_EXTERNAL_URL: "${API_EXTERNAL_URL}",
        GOTRUE_DB_DRIVER: "postgres",
        GOTRUE_DB_DATABASE_URL: address("postgres", "supabase_auth_admin"),
        GOTRUE_SITE_URL: "${SITE_URL}",
        GOTRUE_URI_ALLOW_LIST: "${ADDITIONAL_REDIRECT_URLS}",
        GOTRUE_DISABLE_SIGNUP: "${DISABLE_SIGNUP}",
        GOTRUE_JWT_ADMIN_ROLES: "service_role",
        GOTRUE_JWT_AUD: "authenticated",
        GOTRUE_JWT_DEFAULT_GROUP_NAME: "authenticated",
        GOTRUE_JWT_EXP: "${JWT_EXPIRY}",
        GOTRUE_JWT_SECRET: "${JWT_SECRET}",
        GOTRUE_EXTERNAL_EMAIL_ENABLED: "${ENABLE_EMAIL_SIGNUP}",
        GOTRUE_EXTERNAL_ANONYMOUS_USERS_ENABLED: "${ENABLE_ANONYMOUS_USERS}",
        GOTRUE_MAILER_AUTOCONFIRM: "${ENABLE_EMAIL_AUTOCONFIRM}",
        GOTRUE_JWT_ISSUER: "${API_EXTERNAL_URL}",
        GOTRUE_SMTP_ADMIN_EMAIL: "admin@example.com",
        GOTRUE_SMTP_HOST: "${SMTP_HOST}",
        GOTRUE_SMTP_PORT: 2500,
        GOTRUE_SMTP_USER: "fake_mail_user",
        GOTRUE_SMTP_PASS: "fake_mail_password",
        GOTRUE_SMTP_SENDER_NAME: "fake_sender",
        GOTRUE_MAILER_URLPATHS_INVITE: "/auth/v1/verify",
        GOTRUE_MAILER_URLPATHS_CONFIRMATION: "/auth/v1/verify",
        GOTRUE_MAILER_URLPATHS_RECOVERY: "/auth/v1/verify",
        GOTRUE_MAILER_URLPATHS_EMAIL_CHANGE: "/auth/v1/verify",
        GOTRUE_EXTERNAL_PHONE_ENABLED: "true",
        GOTRUE_SMS_AUTOCONFIRM: "true",
        GOTRUE_PASSWORD_MIN_LENGTH: 8,
      },
    },
    rest: {
      image: image("rest"),
      depends_on: afterDb,
      command: "postgrest",
      environment: {
        PGRST_DB_URI: address("postgres", "authenticator"),
        PGRST_DB_SCHEMAS: "${PGRST_DB_SCHEMAS}",
        PGRST_ADMIN_SERVER_HOST: "localhost",
        PGRST_ADMIN_SERVER_PORT: 3001,
        PGRST_DB_MAX_ROWS: 1000,
        PGRST_DB_EXTRA_SEARCH_PATH: "public",
        PGRST_DB_ANON_ROLE: "anon",
        PGRST_JWT_SECRET: "${JWT_SECRET}",
        PGRST_DB_USE_LEGACY_GUCS: "false",
        PGRST_APP_SETTINGS_JWT_EXP: "${JWT_EXPIRY}",
      },
    },
    storage: {
      image: image("storage"),
      depends_on: afterDb,
      volumes: [{ type: "bind", source: "./volumes/storage", target: "/var/lib/storage" }],
      environment: {
        ANON_KEY: "${ANON_KEY}",
        SERVICE_KEY: "${SERVICE_ROLE_KEY}",
        POSTGREST_URL: "http://rest:3000",
        AUTH_JWT_SECRET: "${JWT_SECRET}",
        DATABASE_URL: address("postgres", "supabase_storage_admin"),
        STORAGE_PUBLIC_URL: "${SUPABASE_PUBLIC_URL}",
        REQUEST_ALLOW_X_FORWARDED_PATH: "true",
        FILE_SIZE_LIMIT: 52428800,
        STORAGE_BACKEND: "file",
        GLOBAL_S3_BUCKET: "stub",
        FILE_STORAGE_BACKEND_PATH: "/var/lib/storage",
        TENANT_ID: "stub",
        REGION: "stub",
        ENABLE_IMAGE_TRANSFORMATION: "false",
        IMGPROXY_URL: "http://imgproxy:5001",
        S3_PROTOCOL_ACCESS_KEY_ID: "${S3_PROTOCOL_ACCESS_KEY_ID}",
        S3_PROTOCOL_ACCESS_KEY_SECRET: "${S3_PROTOCOL_ACCESS_KEY_SECRET}",
      },
    },
    "api-gw": {
      image: image("gateway"),
      entrypoint: ["/usr/local/bin/envoy"],
      command: ["-c", "/etc/envoy/envoy.yaml", "--log-level", "warning", "--concurrency", "1"],
      volumes: ["./envoy.yaml:/etc/envoy/envoy.yaml:ro"],
      ports: ["127.0.0.1:${KONG_HTTP_PORT:-8000}:8000"],
    },
  },
  volumes: { "db-config": null },
};

const upstreams: Readonly<Record<string, readonly [host: string, port: number]>> = {
  "/auth/v1/": ["auth", 9999],
  "/rest/v1/": ["rest", 3000],
  "/storage/v1/": ["storage", 5000],
};

const manager = {
  "@type": "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
  stat_prefix: "api",
  route_config: {
    virtual_hosts: [
      {
        name: "api",
        domains: ["*"],
        routes: Object.entries(upstreams).map(([prefix, [cluster]]) => ({
          match: { prefix },
          route: { cluster, prefix_rewrite: "/" },
        })),
      },
    ],
  },
  http_filters: [
    {
      name: "router",
      typed_config: { "@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router" },
    },
  ],
};

const envoy = {
  static_resources: {
    listeners: [
      {
        address: { socket_address: { address: "0.0.0.0", port_value: 8000 } },
        filter_chains: [{ filters: [{ name: "http", typed_config: manager }] }],
      },
    ],
    clusters: Object.values(upstreams).map(([host, port]) => ({
      name: host,
      type: "STRICT_DNS",
      load_assignment: {
        cluster_name: host,
        endpoints: [
          { lb_endpoints: [{ endpoint: { address: { socket_address: { address: host, port_value: port } } } }] },
        ],
      },
    })),
  },
};
