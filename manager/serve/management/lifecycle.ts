import { z } from "@hono/zod-openapi";
import { HTTPException } from "hono/http-exception";
import { numberOf } from "../../../components/config/ref";
import { apply } from "../../operations/apply";
import { discard } from "../../operations/edit/discard";
import { carryOut } from "../../operations/edit/edit";
import { pausing, resuming } from "../../operations/edit/set";
import { wait } from "../../operations/jobs";
import { lifecycle } from "../../operations/lifecycle";
import type { Services } from "../services";
import type { Project } from "./project";
import { type App, projectRoute } from "./route";
import { statesOf } from "./status";
import { begin, finished } from "../working";

/** Pause, resume, restart and delete. */
export function lifecycleRoutes(app: App, services: Services): void {
  const { workspace } = services;
  projectRoute(
    app,
    services,
    {
      method: "post",
      path: "/projects/{ref}/pause",
      scope: "operate",
      summary: "Take its containers away and keep the rest.",
    },
    async ({ spec: { name, config } }, { caller }) => {
      if (config.state === "paused") throw new HTTPException(400, { message: `${name} is paused already.` });
      const change = { name: `pause ${name}`, instance: name };
      await finished(services, caller, change, async (running) => await carryOut(workspace, pausing(name), { apply: true, wait }, running)); // prettier-ignore
    },
  );
  projectRoute(
    app,
    services,
    {
      method: "post",
      path: "/projects/{ref}/restore",
      scope: "operate",
      summary:
        "Bring a paused project back, or go on with one that was not made to its end; its state tells how it goes.",
    },
    async ({ spec: { name, config } }, { caller }) => {
      if (config.state !== "paused") {
        const state = (await statesOf(services, [name])).get(name);
        if (state !== "INIT_FAILED") throw new HTTPException(400, { message: `${name} is not paused.` });
        const job = `create ${name}`;
        begin(services, caller, { name: job, instance: name }, async (running) => await apply(workspace, { job, wait }, running)); // prettier-ignore
        return;
      }
      const change = { name: `resume ${name}`, instance: name };
      begin(services, caller, change, async (running) => await carryOut(workspace, resuming(name), { apply: true, wait }, running)); // prettier-ignore
    },
  );
  projectRoute(
    app,
    services,
    {
      method: "post",
      path: "/projects/{ref}/restart",
      scope: "operate",
      summary: "Restart its containers; its state tells how it goes.",
    },
    (project, { caller }) => {
      mustRun(project);
      const { name } = project.spec;
      const change = { name: `restart ${name}`, instance: name };
      begin(services, caller, change, async (running) => await lifecycle(workspace, { action: "restart", names: [name], wait }, running)); // prettier-ignore
    },
  );
  projectRoute(
    app,
    services,
    {
      method: "delete",
      path: "/projects/{ref}",
      scope: "operate",
      summary: "Delete it with its data; the key to its backups stays in a file on the server.",
      answers: z.object({ id: z.int(), ref: z.string(), name: z.string() }),
    },
    async ({ ref, spec: { name } }, { caller }) => {
      await finished(services, caller, { name: `delete ${name}`, instance: name }, async (running) => await discard(workspace, name, running)); // prettier-ignore
      return { id: numberOf(ref), ref, name };
    },
  );
}

/** @throws HTTPException 400 for one without containers. */
export function mustRun({ spec: { name, config } }: Project): void {
  if (config.state === "paused") throw new HTTPException(400, { message: `${name} is paused: restore it first.` });
}
