import { flag, object } from "./words";

/** Every container an instance can have, in the order it is declared. */
export const serviceNames = [
  "db", "gateway", "auth", "rest", "realtime", "storage", "imgproxy", "meta", "functions", "studio", "pooler", "mail",
  "templates", "analytics", "vector",
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
  realtime: flag.default(true).describe("WebSocket subscriptions, broadcast and presence."),
  storage: flag.default(true).describe("File storage."),
  imgproxy: flag.default(true).describe("Image transformation for storage."),
  functions: flag.default(true).describe("Edge functions."),
  studio: flag.default(true).describe("The dashboard."),
  meta: flag.default(true).describe("postgres-meta, which Studio needs."),
  pooler: flag.default(true).describe("Supavisor: connections to Postgres from outside."),
  mail: flag.default(true).describe("A catcher for mails that are not sent to a real server."),
  analytics: flag.default(false).describe("Logflare; vector comes and goes with it."),
});
