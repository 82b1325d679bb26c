import { createCipheriv, createDecipheriv } from "node:crypto";
import type { Pool } from "pg";
import type { Environment } from "../common/environment.ts";
import { isObject, textOf } from "../common/json.ts";
import { log } from "../common/log.ts";
import { transaction } from "../common/postgres.ts";
import { verifier } from "../common/tokens.ts";
import type { Verify } from "../common/tokens.ts";

/** A tenant and the way to check its tokens. */
export interface Tenant {
  readonly id: string;
  readonly suspended: boolean;
  readonly verify: Verify;
}

/** AES-128-ECB in base64, with the key's 16 characters used as they are. */
export function encrypt(text: string, key: string): string {
  const cipher = createCipheriv("aes-128-ecb", Buffer.from(key), null);
  return Buffer.concat([cipher.update(text, "utf8"), cipher.final()]).toString("base64");
}

/** @throws when the text was encrypted with another key. */
export function decrypt(text: string, key: string): string {
  const decipher = createDecipheriv("aes-128-ecb", Buffer.from(key), null);
  return Buffer.concat([decipher.update(text, "base64"), decipher.final()]).toString("utf8");
}

/** The tenant's name: the first label of the host that was called. */
export function tenantIdOf(host: string | undefined): string {
  return (host ?? "").split(":")[0]?.split(".")[0] ?? "";
}

/**
 * Reads a tenant.
 * @throws when its secret cannot be read, which is what a changed DB_ENC_KEY does to tenants that are not seeded anew.
 */
export async function findTenant(pool: Pool, environment: Environment, id: string): Promise<Tenant | undefined> {
  const { rows } = await pool.query<{ jwt_secret: string; jwt_jwks: unknown; suspend: boolean }>(
    "select jwt_secret, jwt_jwks, suspend from tenants where external_id = $1",
    [id],
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  const secret = decrypt(row.jwt_secret, environment.text("DB_ENC_KEY"));
  return {
    id,
    suspended: row.suspend,
    verify: verifier(secret, isObject(row.jwt_jwks) ? JSON.stringify(row.jwt_jwks) : undefined),
  };
}

/** Writes the one tenant of a self-hosted instance; a row from an earlier start takes over the present environment. */
export async function seedTenant(pool: Pool, environment: Environment): Promise<void> {
  const id = environment.text("SELF_HOST_TENANT_NAME", "realtime-dev");
  const key = environment.text("DB_ENC_KEY");
  const limits = [
    "CONCURRENT_USERS",
    "EVENTS_PER_SECOND",
    "BYTES_PER_SECOND",
    "CHANNELS_PER_CLIENT",
    "JOINS_PER_SECOND",
  ];
  const defaults = [200, 100, 100_000, 100, 100];
  const sealed = (name: string) => encrypt(environment.text(name), key);
  const settings = {
    db_host: sealed("DB_HOST"),
    db_name: sealed("DB_NAME"),
    db_user: sealed("DB_USER"),
    db_password: sealed("DB_PASSWORD"),
    db_port: sealed("DB_PORT"),
    region: "us-east-1",
    poll_interval_ms: 100,
    ssl_enforced: false,
  };
  await transaction(pool, async (query) => {
    await query(
      `insert into tenants (name, external_id, jwt_secret, jwt_jwks, max_concurrent_users, max_events_per_second, max_bytes_per_second, max_channels_per_client, max_joins_per_second)
       values ($1, $1, $2, $3, $4, $5, $6, $7, $8)
       on conflict (external_id) do update set jwt_secret = excluded.jwt_secret, jwt_jwks = excluded.jwt_jwks, updated_at = now()`,
      [
        id,
        sealed("API_JWT_SECRET"),
        environment.optional("API_JWT_JWKS") ?? null,
        ...limits.map((limit, index) => environment.whole(`TENANT_MAX_${limit}`, defaults[index])),
      ],
    );
    await query(
      `insert into extensions (type, settings, tenant_external_id) values ('postgres_cdc_rls', $2, $1)
       on conflict (tenant_external_id, type) do update set settings = excluded.settings, updated_at = now()`,
      [id, settings],
    );
  });
  log("info", "tenant seeded", { tenant: textOf(id) });
}
