import type { ServiceName } from "./config/services";

/** Images of one upstream release. A newer release is a new column of this table and nothing else. */
interface Release {
  readonly images: Record<ServiceName | "kong" | "edge", string>;
  /** Major version of Postgres in `db`. */
  readonly postgres: "15" | "17";
  /** Database images for other major versions that the same services work with. */
  readonly otherPostgres: Partial<Record<"15" | "17", string>>;
}

/**
 * Source: docker/docker-compose.yml of supabase/supabase at 1f37f2a9 (its tags equal release self-hosted/v0.8.2), the
 * logs overlay for analytics and vector. Mail catcher, Caddy and restic are our choice: upstream's stack has none of them.
 */
const releases = {
  "0.8.2": {
    images: {
      db: "supabase/postgres:17.6.1.136",
      gateway: "envoyproxy/envoy:v1.39.1",
      kong: "kong/kong:3.9.3",
      auth: "supabase/gotrue:v2.196.0",
      rest: "postgrest/postgrest:v14.17",
      realtime: "supabase/realtime:v2.134.10",
      storage: "supabase/storage-api:v1.74.0",
      imgproxy: "darthsim/imgproxy:v3.31.4",
      meta: "supabase/postgres-meta:v0.99.0",
      functions: "supabase/edge-runtime:v1.76.2",
      studio: "supabase/studio:2026.09.07-sha-7996410",
      pooler: "supabase/supavisor:2.9.12",
      analytics: "supabase/logflare:1.50.10",
      vector: "timberio/vector:0.53.0-alpine",
      mail: "axllent/mailpit:v1.27.11",
      templates: "caddy:2.10.2",
      backup: "restic/restic:0.18.1",
      backupsql: "supabase/postgres:17.6.1.136",
      edge: "caddy:2.10.2",
    },
    postgres: "17",
    otherPostgres: { "15": "supabase/postgres:15.8.1.085" },
  },
} as const satisfies Record<string, Release>;

export type ReleaseName = keyof typeof releases;
/** Newest first: the first is the default. */
export const releaseNames = Object.keys(releases) as [ReleaseName, ...ReleaseName[]]; // the table is never empty

export const release = (name: ReleaseName): Release => releases[name];

/**
 * The full name of an image behind a registry prefix. The daemon shortens `docker.io/` names when it reports them, so
 * without a prefix the name stays as it is.
 */
export function imageName(image: string, registry: string | undefined): string {
  return registry === undefined ? image : `${registry}/${image}`;
}
