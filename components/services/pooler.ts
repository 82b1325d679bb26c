import { createHash } from "node:crypto";
import type * as pulumi from "@pulumi/pulumi";
import { fill } from "../template";
import type { InstanceSpec, Secrets, Service } from "../spec";
import { database, dsn } from "./database";
import { command } from "./probe";

/** Logins are `<role>.<tenant>`; the tenant is the instance's name. */
export const poolerTenant = (instance: InstanceSpec): string => instance.name;

/** A short mark of what the tenant is made with once and for all, so that a change can make it anew. */
export function poolerMark({ config }: InstanceSpec, { vaultEncKey }: Secrets): pulumi.Output<string> {
  const { defaultPoolSize, maxClientConnections } = config.pooler;
  return vaultEncKey.apply((key) =>
    createHash("sha256").update(`${key}|${defaultPoolSize}|${maxClientConnections}`).digest("hex").slice(0, 16),
  );
}

const bootstrap = "/etc/pooler/pooler.exs";

/** Supavisor: pooled connections from outside. */
export const pooler: Service = (instance, secrets) => ({
  aliases: ["supavisor"],
  entrypoint: ["/bin/sh", "-c"],
  command: [`/app/bin/migrate && /app/bin/supavisor eval "$(cat ${bootstrap})" && exec /app/bin/server`],
  env: {
    API_JWT_SECRET: secrets.jwtSecret,
    CLUSTER_POSTGRES: "true",
    DATABASE_URL: dsn("ecto", "supabase_admin", secrets.postgresPassword, database.internal),
    DB_POOL_SIZE: String(instance.config.pooler.metadataPoolSize),
    ERL_AFLAGS: "-proto_dist inet_tcp",
    METRICS_JWT_SECRET: secrets.jwtSecret,
    POOLER_DEFAULT_POOL_SIZE: String(instance.config.pooler.defaultPoolSize),
    POOLER_MAX_CLIENT_CONN: String(instance.config.pooler.maxClientConnections),
    POOLER_POOL_MODE: "transaction",
    POOLER_TENANT_ID: poolerTenant(instance),
    PORT: "4000",
    POSTGRES_DB: database.name,
    POSTGRES_HOST: database.host,
    POSTGRES_PASSWORD: secrets.postgresPassword,
    POSTGRES_PORT: database.port,
    REGION: "local",
    SECRET_KEY_BASE: secrets.secretKeyBase,
    VAULT_ENC_KEY: secrets.vaultEncKey,
  },
  healthcheck: command(["curl", "-sSfL", "--head", "-o", "/dev/null", "http://127.0.0.1:4000/api/health"], {
    interval: 10,
    retries: 10,
  }),
  files: [{ path: bootstrap, content: fill("pooler.exs", {}) }],
  ports: [
    ...(instance.ports.poolerSession === undefined ? [] : [{ binding: instance.ports.poolerSession, container: 5432 }]),
    ...(instance.ports.poolerTransaction === undefined
      ? []
      : [{ binding: instance.ports.poolerTransaction, container: 6543 }]),
  ],
  needsDatabase: true,
});
