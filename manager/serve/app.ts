import { OpenAPIHono } from "@hono/zod-openapi";
import { bodyLimit } from "hono/body-limit";
import { authenticated } from "./access";
import { idempotent } from "./idempotent";
import { platformRoutes } from "./platform/routes";
import { onError, problem } from "./problems";
import type { Carried, Services } from "./services";

/** Bytes that a request may have; a function's code is the largest. */
const largest = 50 * 2 ** 20;

/** Everything that `fleet serve` answers to. */
export function createApp(services: Services) {
  const app = new OpenAPIHono<Carried>();
  app.onError(onError);
  app.notFound((context) => problem(context, 404, `There is nothing at ${context.req.path}.`));
  app.use(bodyLimit({ maxSize: largest, onError: (context) => problem(context, 413, "The request is too large.") }));
  app.get("/health", (context) => context.json({ status: "ok" }));
  app.use("/platform/*", authenticated(services), idempotent());
  app.route("/platform", platformRoutes(services));
  app.openAPIRegistry.registerComponent("securitySchemes", "token", { type: "http", scheme: "bearer" });
  app.doc31("/openapi.json", {
    openapi: "3.1.0",
    info: { title: "supabase-fleet", version: "1" },
    security: [{ token: [] }],
  });
  return app;
}
