import { createRoute, z } from "@hono/zod-openapi";
import { carryOut } from "../../operations/edit/edit";
import { pausing, resuming } from "../../operations/edit/set";
import { wait } from "../../operations/jobs";
import { type LifecycleAction, lifecycle } from "../../operations/lifecycle";
import type { Running } from "../../operations/progress";
import type { Workspace } from "../../operations/workspace";
import { needs } from "../access";
import { begin } from "../working";
import { type Topic, accepted, idParam, mustExist, named } from "./route";

const verbs = z.enum(["start", "stop", "restart", "pause", "resume"]);

/** Starting and stopping. */
export const actions: Topic = (app, services) => {
  const { workspace } = services;
  app.openapi(
    createRoute({
      method: "post",
      path: "/projects/{id}/{action}",
      middleware: [needs("operate", named)] as const,
      request: { params: idParam.extend({ action: verbs }) },
      responses: accepted,
    }),
    async (context) => {
      const { id, action } = context.req.valid("param");
      await mustExist(workspace, id);
      const change = { name: `${action} ${id}`, instance: id };
      const job = begin(services, context.get("caller"), change, async (running) => await act(workspace, action, id, running)); // prettier-ignore
      return context.json(job, 202);
    },
  );
};

async function act(workspace: Workspace, action: z.output<typeof verbs>, name: string, running: Running) {
  if (action === "pause" || action === "resume") {
    const change = action === "pause" ? pausing(name) : resuming(name);
    return await carryOut(workspace, change, { apply: true, wait }, running);
  }
  return await lifecycle(workspace, { action: action satisfies LifecycleAction, names: [name], wait }, running);
}
