import { z } from "@hono/zod-openapi";
import { givePassword } from "../../operations/environment/databasePassword";
import type { Services } from "../services";
import { finished } from "../working";
import { mustRun } from "./lifecycle";
import { type App, projectRoute } from "./route";

/** It becomes part of addresses, so it needs no escapes there. */
export const password = z
  .string()
  .regex(/^[A-Za-z0-9_~.-]{8,256}$/, { error: "should be 8 or more characters of A-Z a-z 0-9 _ ~ . -" });

/** Another password for a project's database. */
export function passwordRoutes(app: App, services: Services): void {
  const summary = "Give its database another password, and every service with it.";
  projectRoute(
    app,
    services,
    { method: "patch", path: "/projects/{ref}/database/password", scope: "admin", summary, takes: z.object({ password }), answers: z.object({ message: z.string() }) }, // prettier-ignore
    async (project, { caller, body }) => {
      mustRun(project);
      const { name } = project.spec;
      const change = { name: `set ${name} secrets.postgresPassword`, instance: name };
      await finished(services, caller, change, async (running) => await givePassword(services.workspace, name, body.password, running)); // prettier-ignore
      return { message: "The database has its new password." };
    },
  );
}
