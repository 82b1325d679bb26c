import { flag, object } from "./words";

/** Every container an instance can have, in the order it is declared. */
export const serviceNames = [
  "db", "gateway", "auth", "rest", "realtime", "storage", "imgproxy", "meta", "functions", "studio", "pooler", "mail",
  "templates", "analytics", "vector", "backup", "backupsql",
] as const; // prettier-ignore
export type ServiceName = (typeof serviceNames)[number];

/** Which other service a service cannot do without. The database, the gateway, Auth and REST are always there. */
export const serviceNeeds: Partial<Record<ServiceName, readonly ServiceName[]>> = {
  imgproxy: ["storage"],
  studio: ["meta"],
  vector: ["analytics"],
};

/** The switches of the optional services; defaults are upstream's. */
export const services = object({
  realtime: flag.default(true).describe("Realtime: subscriptions, broadcast and presence over WebSockets."),
  storage: flag.default(true).describe("Storage: files, with their permissions in Postgres."),
  imgproxy: flag.default(true).describe("imgproxy: resized images for storage."),
  functions: flag.default(true).describe("Edge Functions: your own code, called over HTTP."),
  studio: flag.default(true).describe("Studio: the dashboard."),
  meta: flag.default(true).describe("postgres-meta: what Studio reads the database by."),
  pooler: flag.default(true).describe("Supavisor: pooled connections to Postgres from outside."),
  mail: flag.default(true).describe("A catcher that shows the mails of an instance without a mail server."),
  analytics: flag
    .default(false)
    .describe("Logflare: the logs in Studio; vector, which ships them, comes and goes with it."),
});
