import { createRoute, z } from "@hono/zod-openapi";
import { HTTPException } from "hono/http-exception";
import { keys } from "../../operations/keys";
import { status } from "../../operations/status";
import type { InstanceStatus } from "../../operations/status/types";
import { needs } from "../access";
import { type Topic, idParam, json, mustExist, named, refusals } from "./route";
import { keyShape, projectDetailShape, projectShape } from "./schemas";

/** An instance as the platform API tells it: no secret is in it. */
export function projectOf({ name, host, state, notes, urls, release, postgres, services, usage }: InstanceStatus) {
  return { id: name, host, state, notes, endpoints: urls, release, postgres, services, usage };
}

/** Instances, one and all. */
export const projects: Topic = (app, { workspace }) => {
  app.openapi(
    createRoute({
      method: "get",
      path: "/projects",
      middleware: [needs("read")] as const,
      responses: { 200: json(z.array(projectShape), "All that the token is good for.") },
    }),
    async (context) => {
      const { instances: own } = context.get("caller");
      const { instances } = await status(workspace, { depth: "figures" });
      return context.json(instances.filter(({ name }) => own?.includes(name) ?? true).map(projectOf), 200);
    },
  );

  app.openapi(
    createRoute({
      method: "get",
      path: "/projects/{id}",
      middleware: [needs("read", named)] as const,
      request: { params: idParam },
      responses: { 200: json(projectDetailShape, "With its keys: the public ones plain, the others by a mark."), ...refusals }, // prettier-ignore
    }),
    async (context) => {
      const { id } = context.req.valid("param");
      await mustExist(workspace, id);
      const [{ instances }, known] = await Promise.all([status(workspace, { names: [id], depth: "all" }), keys(workspace, id)]); // prettier-ignore
      const [instance] = instances;
      if (instance === undefined) throw new HTTPException(404, { message: `There is no instance "${id}".` });
      const { volumes, backup, certificates } = instance;
      return context.json({ ...projectOf(instance), keys: known.keys, volumes, backup, certificates }, 200);
    },
  );

  app.openapi(
    createRoute({
      method: "get",
      path: "/projects/{id}/keys",
      middleware: [needs("read", named)] as const,
      request: { params: idParam, query: z.object({ reveal: z.enum(["true", "false"]).optional() }) },
      responses: { 200: json(z.array(keyShape), "Secrets plain with ?reveal=true, which takes admin and is noted in the audit log."), ...refusals }, // prettier-ignore
    }),
    async (context) => {
      const { id } = context.req.valid("param");
      const reveal = context.req.valid("query").reveal === "true";
      if (reveal && context.get("caller").scope !== "admin")
        throw new HTTPException(403, { message: "To see secrets takes the scope admin." });
      await mustExist(workspace, id);
      context.header("Cache-Control", "no-store");
      return context.json([...(await keys(workspace, id, { reveal })).keys], 200);
    },
  );
};
