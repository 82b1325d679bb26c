import { z } from "@hono/zod-openapi";
import type { ServiceName } from "../../../components/config/services";
import { status } from "../../operations/status";
import type { ServiceHealth } from "../../operations/status/types";
import type { Services } from "../services";
import { type App, parsed, projectRoute } from "./route";

/** Our container for each name that clients ask by. */
const containers = {
  auth: "auth",
  db: "db",
  db_postgres_user: "db",
  pg_bouncer: "pooler",
  pooler: "pooler",
  realtime: "realtime",
  rest: "rest",
  storage: "storage",
} as const satisfies Record<string, ServiceName>;

const asked = Object.keys(containers) as (keyof typeof containers)[]; // Object.keys widens to string

const words: Partial<Record<ServiceHealth, string>> = {
  healthy: "ACTIVE_HEALTHY",
  running: "ACTIVE_HEALTHY",
  starting: "COMING_UP",
};

const answer = z.array(
  z.object({ name: z.string(), healthy: z.boolean(), status: z.string(), error: z.string().optional() }),
);

export function healthRoutes(app: App, services: Services): void {
  projectRoute(
    app,
    services,
    { method: "get", path: "/projects/{ref}/health", scope: "read", summary: "How its services are.", answers: answer }, // prettier-ignore
    async ({ spec: { name, services: own } }, { context }) => {
      const given = context.req.queries("services")?.flatMap((text) => text.split(",")) ?? [];
      const wanted = given.length === 0 ? asked : parsed(z.array(z.enum(asked)), given, "services");
      const { instances } = await status(services.workspace, { names: [name], depth: "health" });
      // What is switched off is not ill: clients that ask for everything would wait for it for ever.
      const there = wanted.filter((service) => own.includes(containers[service]));
      return there.map((service) => {
        const health = instances[0]?.services.find((each) => each.service === containers[service])?.health ?? "missing";
        const word = words[health] ?? "UNHEALTHY";
        return { name: service, healthy: word === "ACTIVE_HEALTHY", status: word, ...(word === "UNHEALTHY" ? { error: health } : {}) }; // prettier-ignore
      });
    },
  );
}
