import type { Service } from "../spec";
import { database } from "./database";
import { shell } from "./probe";

/** postgres-meta: Studio's view of the database. */
export const meta: Service = (_instance, secrets) => ({
  env: {
    CRYPTO_KEY: secrets.pgMetaCryptoKey,
    PG_META_DB_HOST: database.host,
    PG_META_DB_NAME: database.name,
    PG_META_DB_PASSWORD: secrets.postgresPassword,
    PG_META_DB_PORT: database.port,
    PG_META_DB_USER: "postgres",
    PG_META_PORT: "8080",
  },
  // Upstream's stack has no probe here; the image is Node's, so Node asks.
  healthcheck: shell(
    `node -e "fetch('http://127.0.0.1:8080/health').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"`,
  ),
  needsDatabase: true,
});
