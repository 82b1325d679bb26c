import { createRoute, z } from "@hono/zod-openapi";
import { HTTPException } from "hono/http-exception";
import { creation } from "../../operations/edit/create";
import { type Edit, carryOut, propose } from "../../operations/edit/edit";
import { proposeRemoval, remove } from "../../operations/edit/remove";
import { wait } from "../../operations/jobs";
import type { Plan } from "../../operations/plan/types";
import { type Settings, reachingOut, settingChange } from "../../operations/settings/change";
import { writtenSettings } from "../../operations/settings/written";
import { needs } from "../access";
import type { Caller } from "../services";
import { begin } from "../working";
import { proposalShape, planShape } from "./planShape";
import { type Topic, accepted, body, idParam, json, mustExist, named, refusals } from "./route";
import { changeShape, createShape, newProjectShape } from "./schemas";

type Wanted = z.output<typeof newProjectShape>;

/** Making, changing and deleting instances: each with the plan before it. */
export const changes: Topic = (app, services) => {
  const { workspace } = services;
  /** The plan that is agreed to. @throws HTTPException when it has become another. */
  const agreedTo = async (edit: Edit, hash: string | undefined): Promise<Plan> => {
    const { plan } = await propose(workspace, edit);
    if (hash === undefined || hash === plan.hash) return plan;
    throw new HTTPException(409, { message: "The plan has become another since it was shown. Nothing was done; look at the new one." }); // prettier-ignore
  };
  const carriedOut = async (edit: Edit, hash: string | undefined, caller: Caller) => {
    const agreed = await agreedTo(edit, hash);
    const work = { agreed, apply: true, wait };
    const change = { name: edit.job, instance: edit.name };
    return begin(services, caller, change, async (running) => await carryOut(workspace, edit, work, running));
  };
  const planned = { 200: json(proposalShape, "What it would do; nothing was done."), ...refusals };

  app.openapi(
    createRoute({ method: "post", path: "/projects", middleware: [needs("operate")] as const, request: body(createShape, "What it is to be."), responses: accepted }), // prettier-ignore
    async (context) => {
      const { plan, ...wanted } = context.req.valid("json");
      const caller = context.get("caller");
      return context.json(await carriedOut(created(wanted, caller), plan, caller), 202);
    },
  );
  app.openapi(
    createRoute({ method: "post", path: "/projects/plan", middleware: [needs("operate")] as const, request: body(newProjectShape, "What it is to be."), responses: planned }), // prettier-ignore
    async (context) => context.json(await propose(workspace, created(context.req.valid("json"), context.get("caller"))), 200), // prettier-ignore
  );
  app.openapi(
    createRoute({ method: "get", path: "/projects/{id}/settings", middleware: [needs("read", named)] as const, request: { params: idParam }, responses: { 200: json(z.object({ own: z.record(z.string(), z.unknown()), defaults: z.record(z.string(), z.unknown()) }), "As the list has them, secrets hidden."), ...refusals } }), // prettier-ignore
    async (context) => {
      const { id } = context.req.valid("param");
      await mustExist(workspace, id);
      return context.json(writtenSettings(workspace, id), 200);
    },
  );
  app.openapi(
    createRoute({ method: "patch", path: "/projects/{id}/settings", middleware: [needs("operate", named)] as const, request: { params: idParam, ...body(changeShape, "What is to be set.") }, responses: accepted }), // prettier-ignore
    async (context) => {
      const { id } = context.req.valid("param");
      const { settings, plan } = context.req.valid("json");
      const caller = context.get("caller");
      await mustExist(workspace, id);
      mayGive(settings, caller);
      return context.json(await carriedOut(settingChange(id, settings), plan, caller), 202);
    },
  );
  app.openapi(
    createRoute({ method: "post", path: "/projects/{id}/settings/plan", middleware: [needs("operate", named)] as const, request: { params: idParam, ...body(changeShape, "What is to be set.") }, responses: planned }), // prettier-ignore
    async (context) => {
      const { id } = context.req.valid("param");
      const { settings } = context.req.valid("json");
      await mustExist(workspace, id);
      mayGive(settings, context.get("caller"));
      return context.json(await propose(workspace, settingChange(id, settings)), 200);
    },
  );
  app.openapi(
    createRoute({ method: "get", path: "/projects/{id}/removal", middleware: [needs("operate", named)] as const, request: { params: idParam }, responses: { 200: json(planShape, "What deleting it would do."), ...refusals } }), // prettier-ignore
    async (context) => {
      const { id } = context.req.valid("param");
      await mustExist(workspace, id);
      return context.json((await proposeRemoval(workspace, id)).plan, 200);
    },
  );
  app.openapi(
    createRoute({ method: "delete", path: "/projects/{id}", middleware: [needs("operate", named)] as const, request: { params: idParam, query: z.object({ confirm: z.string().max(40).optional() }) }, responses: accepted }), // prettier-ignore
    async (context) => {
      const { id } = context.req.valid("param");
      if (context.req.valid("query").confirm !== id)
        throw new HTTPException(400, { message: `This deletes its data for good: repeat its name, ?confirm=${id}.` });
      await mustExist(workspace, id);
      const change = { name: `delete ${id}`, instance: id };
      const job = begin(services, context.get("caller"), change, async (running) => await remove(workspace, id, { apply: true, wait }, running)); // prettier-ignore
      return context.json(job, 202);
    },
  );
};

/** @throws HTTPException when the caller may not make it. */
function created({ settings = {}, ...wanted }: Wanted, caller: Caller): Edit {
  if (caller.instances !== undefined && !caller.instances.includes(wanted.name))
    throw new HTTPException(403, { message: "This token is good for other instances alone." });
  mayGive(settings, caller);
  const given = Object.entries(settings).map(([path, value]) => `${path}=${JSON.stringify(value)}`);
  return creation({ ...wanted, settings: given });
}

/** @throws HTTPException when a setting takes more than the caller may. */
function mayGive(settings: Settings, { scope }: Caller): void {
  const [first] = scope === "admin" ? [] : reachingOut(settings);
  if (first !== undefined)
    throw new HTTPException(403, { message: `${first} reaches the server itself or runs another program: it takes the scope admin.` }); // prettier-ignore
}
