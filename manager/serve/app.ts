import { OpenAPIHono } from "@hono/zod-openapi";
import { bodyLimit } from "hono/body-limit";
import { secureHeaders } from "hono/secure-headers";
import { Meter } from "../operations/metrics/meter";
import { authenticated } from "./access";
import { Downloads } from "./downloads";
import { idempotent } from "./idempotent";
import { figureRoutes } from "./metrics/routes";
import { managementRoutesV2 } from "./management/config/whole";
import { managementRoutes } from "./management/routes";
import { pageRoutes } from "./page/routes";
import { platformRoutes } from "./platform/routes";
import { onError, problem } from "./problems";
import type { Carried, Given, Services } from "./services";
import { Sessions } from "./session";
import { sessionRoutes } from "./sessionRoutes";

/** Bytes that a request may have; a function's code is the largest. */
const largest = 50 * 2 ** 20;

/** The page runs its own code alone, talks to this server alone, and stands in nobody's frame. */
const headers = {
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'", "data:"],
    connectSrc: ["'self'"],
    formAction: ["'self'"],
    baseUri: ["'none'"],
    frameAncestors: ["'none'"],
  },
  crossOriginResourcePolicy: "same-origin",
  referrerPolicy: "no-referrer",
  // Only the proxy in front knows whether there is https.
  strictTransportSecurity: false,
  xFrameOptions: "DENY",
} satisfies Parameters<typeof secureHeaders>[0];

/** Everything that `fleet serve` answers to. */
export function createApp(given: Given) {
  const { sessions = new Sessions(), meter = new Meter(given.workspace), downloads = new Downloads() } = given;
  const services: Services = { ...given, sessions, meter, downloads };
  const app = new OpenAPIHono<Carried>();
  app.onError(onError);
  app.notFound((context) => problem(context, 404, `There is nothing at ${context.req.path}.`));
  app.use(secureHeaders(headers));
  app.use(bodyLimit({ maxSize: largest, onError: (context) => problem(context, 413, "The request is too large.") }));
  app.get("/health", (context) => context.json({ status: "ok" }));
  app.route("/", pageRoutes());
  app.route("/session", sessionRoutes(services));
  app.route("/downloads", downloads.routes());
  app.use("/platform/*", authenticated(services), idempotent());
  app.route("/platform", platformRoutes(services));
  app.route("/", figureRoutes(services));
  app.use("/v1/*", authenticated(services), idempotent());
  app.route("/v1", managementRoutes(services));
  app.use("/v2/*", authenticated(services), idempotent());
  app.route("/v2", managementRoutesV2(services));
  app.openAPIRegistry.registerComponent("securitySchemes", "token", { type: "http", scheme: "bearer" });
  app.doc31("/openapi.json", {
    openapi: "3.1.0",
    info: { title: "supabase-fleet", version: "1" },
    security: [{ token: [] }],
  });
  return app;
}
