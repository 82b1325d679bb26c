import { Hono } from "hono";
import type { Context } from "hono";
import type { Pool } from "pg";
import type { Environment } from "../common/environment.ts";
import { listOf, messageOf, objectOf, textOf } from "../common/json.ts";
import { bearer, verifier } from "../common/tokens.ts";
import type { Hub } from "./hub.ts";
import { findTenant, tenantIdOf } from "./tenants.ts";
import type { Tenant } from "./tenants.ts";

/** Health of a tenant, metrics, and broadcasts that come by HTTP. */
export function httpRoutes(pool: Pool, environment: Environment, hub: Hub): Hono {
  const operator = verifier(environment.text("API_JWT_SECRET"));
  const metrics = verifier(environment.text("METRICS_JWT_SECRET"));
  const passes = (verify: typeof operator, context: Context) =>
    verify(bearer(context.req.header("authorization")) ?? "").then(
      () => true,
      () => false,
    );

  const senderOf = async (context: Context): Promise<Tenant | Response> => {
    const tenant = await findTenant(pool, environment, tenantIdOf(context.req.header("host")));
    if (tenant === undefined) return context.json({ message: "Tenant not found in database" }, 401);
    const token = bearer(context.req.header("authorization")) ?? context.req.header("apikey") ?? "";
    return tenant.verify(token).then(
      () => tenant,
      () => context.json({ message: "Unauthorized" }, 401),
    );
  };

  return new Hono()
    .get("/healthcheck", (context) => context.text("ok"))
    .get("/metrics", async (context) =>
      (await passes(metrics, context)) ? context.text("# up\nrealtime_up 1\n") : context.body(null, 403),
    )
    .get("/api/tenants/:id/health", async (context) => {
      if (!(await passes(operator, context))) return context.body(null, 403);
      const tenant = await findTenant(pool, environment, context.req.param("id"));
      if (tenant === undefined) return context.json({ error: "not found" }, 404);
      return context.json({
        data: {
          healthy: true,
          db_connected: true,
          replication_connected: false,
          connected_cluster: 1,
          region: environment.text("REGION"),
        },
      });
    })
    .post("/api/broadcast", async (context) => {
      const tenant = await senderOf(context);
      if (tenant instanceof Response) return tenant;
      const messages = listOf(objectOf(await context.req.json().catch(() => undefined))["messages"]).map(objectOf);
      if (messages.length === 0) return context.json({ errors: { messages: ["can't be blank"] } }, 422);
      for (const { topic, event, payload } of messages) {
        hub.broadcast(tenant.id, `realtime:${textOf(topic)}`, { type: "broadcast", event: textOf(event), payload });
      }
      return context.body(null, 202);
    })
    .post("/api/broadcast/:topic/events/:event", async (context) => {
      const tenant = await senderOf(context);
      if (tenant instanceof Response) return tenant;
      const isJson = (context.req.header("content-type") ?? "").startsWith("application/json");
      const bytes = Buffer.from(await context.req.arrayBuffer());
      hub.broadcast(tenant.id, `realtime:${context.req.param("topic")}`, {
        userEvent: context.req.param("event"),
        isJson,
        bytes,
      });
      return context.body(null, 202);
    })
    .onError((error, context) => context.json({ message: messageOf(error) }, 500));
}
