import { z } from "@hono/zod-openapi";
import type { InstanceSpec } from "../../../../components/spec";
import { askSql } from "../../../operations/sql/query";
import type { Services } from "../../services";
import { mustRun } from "../lifecycle";
import { type App, projectRoute } from "../route";
import { cannot, changed } from "./api";

const enabled = z.object({ enabled: z.boolean() });

export const storageShape = z.object({
  fileSizeLimit: z.number(),
  features: z.object({
    imageTransformation: enabled,
    s3Protocol: enabled,
    purgeCache: enabled,
    icebergCatalog: enabled.extend({ maxNamespaces: z.number(), maxTables: z.number(), maxCatalogs: z.number() }),
    vectorBuckets: enabled.extend({ maxBuckets: z.number(), maxIndexes: z.number() }),
  }),
  capabilities: z.object({ list_v2: z.boolean(), iceberg_catalog: z.boolean(), object_versioning: z.boolean() }),
  external: z.object({ upstreamTarget: z.string() }),
  migrationVersion: z.string().nullable(),
  databasePoolMode: z.string(),
});

const body = z.object({
  fileSizeLimit: z.int().min(1).max(50_000_000_000).optional(),
  features: z
    .object({
      imageTransformation: enabled.optional(),
      s3Protocol: enabled.optional(),
      purgeCache: enabled.optional(),
      icebergCatalog: enabled.optional(),
      vectorBuckets: enabled.optional(),
    })
    .optional(),
});

/** What Storage is and can do, in the vendor's words. */
export const storageAnswer = ({ config, services }: InstanceSpec): z.output<typeof storageShape> => ({
  fileSizeLimit: config.storage.fileSizeLimit,
  features: {
    imageTransformation: { enabled: services.includes("imgproxy") },
    s3Protocol: { enabled: services.includes("storage") },
    purgeCache: { enabled: false },
    icebergCatalog: { enabled: false, maxNamespaces: 0, maxTables: 0, maxCatalogs: 0 },
    vectorBuckets: { enabled: false, maxBuckets: 0, maxIndexes: 0 },
  },
  capabilities: { list_v2: true, iceberg_catalog: false, object_versioning: false },
  external: { upstreamTarget: "main" },
  migrationVersion: null,
  databasePoolMode: "transaction",
});

export function storageRoutes(app: App, services: Services): void {
  const path = "/projects/{ref}/config/storage";
  projectRoute(
    app,
    services,
    { method: "get", path, scope: "read", summary: "Settings of Storage.", answers: storageShape },
    ({ spec }) => storageAnswer(spec),
  );
  projectRoute(
    app,
    services,
    { method: "patch", path, scope: "operate", summary: "Change settings of Storage, and apply.", takes: body },
    async (project, { caller, body: { fileSizeLimit, features = {} } }) => {
      const now = storageAnswer(project.spec);
      const { imageTransformation, ...others } = features;
      for (const name of ["s3Protocol", "purgeCache", "icebergCatalog", "vectorBuckets"] as const) {
        const wanted = others[name]?.enabled;
        if (wanted !== undefined && wanted !== now.features[name].enabled) cannot(`features.${name} cannot be switched here. Nothing was changed.`); // prettier-ignore
      }
      const isNew = <T>(wanted: T | undefined, is: T) => wanted !== undefined && wanted !== is;
      await changed(services, caller, project, "Storage", [
        ...(isNew(fileSizeLimit, now.fileSizeLimit)
          ? [{ path: ["storage", "fileSizeLimit"], value: fileSizeLimit }]
          : []),
        ...(isNew(imageTransformation?.enabled, now.features.imageTransformation.enabled) ? [{ path: ["services", "imgproxy"], value: imageTransformation?.enabled }] : []), // prettier-ignore
      ]);
    },
  );
  const bucket = z.object({ id: z.string(), name: z.string(), owner: z.string(), created_at: z.string(), updated_at: z.string(), public: z.boolean() }); // prettier-ignore
  projectRoute(
    app,
    services,
    { method: "get", path: "/projects/{ref}/storage/buckets", scope: "read", summary: "Its buckets.", answers: z.array(bucket) }, // prettier-ignore
    async (project) => {
      mustRun(project);
      const { name: instance, services: there } = project.spec;
      if (!there.includes("storage")) return [];
      const sql = "select id, name, coalesce(owner::text, '') as owner, created_at::text, updated_at::text, public from storage.buckets order by id"; // prettier-ignore
      return z.array(bucket).parse(await askSql(services.workspace, { instance, sql, readOnly: true }));
    },
  );
}
