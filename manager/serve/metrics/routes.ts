import { OpenAPIHono, createRoute, z } from "@hono/zod-openapi";
import { HTTPException } from "hono/http-exception";
import { FleetError } from "../../operations/errors";
import { fleetOf } from "../../operations/fleetFile";
import { Health } from "../../operations/metrics/health";
import { usageCsv, usageOf } from "../../operations/usage/usage";
import { authenticated, needs } from "../access";
import type { Carried, Services } from "../services";
import { contentType, exposition } from "./exposition";
import { families } from "./families";
import { monthUsageShape } from "./schemas";

const monthly = z.object({
  month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/).optional().openapi({ description: "In UTC; the one that runs when unset.", example: "2026-11" }), // prettier-ignore
  format: z.enum(["json", "csv"]).default("json"),
});

/** Figures for others: Prometheus, whoever bills, load balancers and monitors. */
export function figureRoutes(services: Services) {
  const { workspace, meter, openHealth = false } = services;
  const app = new OpenAPIHono<Carried>();
  const health = new Health(workspace);
  const reader = [authenticated(services), needs("read")] as const;

  app.get("/metrics", ...reader, (context) => {
    const { instances } = context.get("caller");
    const text = exposition(families(meter.figures(), instances, Date.now()));
    return context.body(text, 200, { "content-type": contentType });
  });

  // The platform API lets nobody through to it without a token.
  app.openapi(
    createRoute({ method: "get", path: "/platform/usage", middleware: [needs("read")] as const, request: { query: monthly }, responses: { 200: { content: { "application/json": { schema: monthUsageShape }, "text/csv": { schema: z.string() } }, description: "What was counted in a month." } } }), // prettier-ignore
    (context) => {
      const { month, format } = context.req.valid("query");
      const { instances: own } = context.get("caller");
      const all = usageOf(workspace, month);
      const used = { ...all, instances: all.instances.filter(({ instance }) => own?.includes(instance) ?? true) };
      if (format === "json") return context.json(used, 200);
      const headers = { "content-disposition": `attachment; filename="usage-${used.month}.csv"`, "content-type": "text/csv; charset=utf-8" }; // prettier-ignore
      return context.body(usageCsv(used), 200, headers);
    },
  );

  app.get("/health/ready", async (context) => {
    // The list is what every answer begins with.
    await fleetOf(workspace).catch(() => {
      throw new HTTPException(503, { message: "The list of instances cannot be read; fleet list says why." });
    });
    return context.json({ status: "ok" });
  });

  const named = (path: Readonly<Record<string, string>>) => path.name;
  const asked = openHealth ? [] : [authenticated(services), needs("read", named)];
  app.use("/health/instances/:name", ...asked);
  app.get("/health/instances/:name", async (context) => {
    const state = await health.of(context.req.param("name")).catch((error: unknown) => {
      if (error instanceof FleetError && error.kind === "usage") throw new HTTPException(404, { message: "There is no such instance." }); // prettier-ignore
      throw error;
    });
    const well = state === "ACTIVE_HEALTHY";
    return context.json({ status: well ? "ok" : "unwell", state }, well ? 200 : 503);
  });
  return app;
}
