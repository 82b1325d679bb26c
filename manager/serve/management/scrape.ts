import { z } from "@hono/zod-openapi";
import { contentType, exposition } from "../metrics/exposition";
import { families } from "../metrics/families";
import type { Services } from "../services";
import { type App, projectRoute } from "./route";

/** A project's own part of /metrics, for a Prometheus that may see no other. */
export function scrapeRoutes(app: App, services: Services): void {
  projectRoute(
    app,
    services,
    { method: "get", path: "/projects/{ref}/analytics/endpoints/metrics", scope: "read", summary: "Its figures, as Prometheus reads them.", answers: z.string(), type: "text/plain" }, // prettier-ignore
    ({ spec: { name } }, { context }) => {
      const text = exposition(families(services.meter.figures(), [name], Date.now()));
      return context.body(text, 200, { "content-type": contentType });
    },
  );
}
