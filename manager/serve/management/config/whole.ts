import { OpenAPIHono, z } from "@hono/zod-openapi";
import type { InstanceSpec } from "../../../../components/spec";
import type { Carried, Services } from "../../services";
import { downloadRoutes } from "../backupDownload";
import { projectRoute } from "../route";
import { groupAnswer, groups } from "./api";
import { authAnswer } from "./auth";
import { postgresAnswer } from "./database";
import { storageAnswer } from "./storage";

const settings = z.record(z.string(), z.unknown());

/** All settings in one answer, which the official command line compares with a project's config.toml. */
export const wholeShape = z.object({
  data: z.object({
    type: z.literal("project_config"),
    id: z.string(),
    attributes: z.object({ database: settings, pooler: settings, auth: settings, api: settings, realtime: settings, storage: settings }), // prettier-ignore
  }),
});

/** The part of version 2 of the Management API that clients need. */
export function managementRoutesV2(services: Services) {
  const app = new OpenAPIHono<Carried>();
  projectRoute(
    app,
    services,
    { method: "get", path: "/projects/{ref}/config", scope: "read", summary: "All settings at once.", answers: wholeShape }, // prettier-ignore
    ({ ref, spec }) => ({ data: { type: "project_config" as const, id: ref, attributes: attributesOf(spec) } }),
  );
  downloadRoutes(app, services);
  return app;
}

function attributesOf(spec: InstanceSpec) {
  const { fileSizeLimit, features, capabilities, external } = storageAnswer(spec);
  return {
    database: {
      major_version: Number(spec.postgres),
      ssl_enforced: false,
      network_restrictions: { entitlement: "disallowed", status: "applied", allowed_cidrs: [{ address: "0.0.0.0/0", type: "v4" }, { address: "::/0", type: "v6" }] }, // prettier-ignore
      postgres_settings: postgresAnswer(spec),
    },
    pooler: {
      default_pool_size: spec.config.pooler.defaultPoolSize,
      max_client_conn: spec.config.pooler.maxClientConnections,
      pool_mode: "transaction",
    },
    // What nobody can set here is left out: the client then leaves it alone.
    auth: withoutNulls(authAnswer(spec)),
    api: withoutNulls(groupAnswer(groups.postgrest, spec)),
    realtime: withoutNulls(groupAnswer(groups.realtime, spec)),
    storage: {
      file_size_limit: fileSizeLimit,
      features: {
        image_transformation: features.imageTransformation,
        s3_protocol: features.s3Protocol,
      },
      capabilities,
      upstream_target: external.upstreamTarget,
    },
  };
}

const withoutNulls = (group: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(group).filter(([, value]) => value !== null));
