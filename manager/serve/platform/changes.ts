import { createRoute, z } from "@hono/zod-openapi";
import { HTTPException } from "hono/http-exception";
import { creation } from "../../operations/edit/create";
import { type Edit, carryOut, propose } from "../../operations/edit/edit";
import { discard } from "../../operations/edit/discard";
import { proposeRemoval } from "../../operations/edit/remove";
import { wait } from "../../operations/jobs";
import type { Plan } from "../../operations/plan/types";
import { type Settings, reachingOut, settingChange } from "../../operations/settings/change";
import { withGiven } from "../../operations/settings/given";
import { writtenSettings } from "../../operations/settings/written";
import { needs } from "../access";
import type { Caller } from "../services";
import { begin } from "../working";
import { proposalShape, planShape } from "./planShape";
import { type Topic, accepted, body, idParam, json, mustBeOwn, mustExist, named, refusals } from "./route";
import { changeShape, createShape, newProjectShape } from "./schemas";

type Wanted = z.output<typeof newProjectShape>;

/** Settings as they came, secrets included, and what they are to become. */
interface Wish {
  /** Instance that they are for. */
  readonly name: string;
  readonly settings: Settings;
  /** @param settings the same, without secrets in plain text. */
  edit(settings: Settings): Edit;
}

/** Making, changing and deleting instances: each with the plan before it. */
export const changes: Topic = (app, services) => {
  const { workspace } = services;
  const proposed = async ({ name, settings, edit }: Wish) =>
    await withGiven(workspace, name, settings, async (ready) => await propose(workspace, edit(ready)));
  /** The plan that is agreed to. @throws HTTPException when it has become another. */
  const agreedTo = async (wish: Wish, hash: string | undefined): Promise<Plan> => {
    const { plan } = await proposed(wish);
    if (hash === undefined || hash === plan.hash) return plan;
    throw new HTTPException(409, { message: "The plan has become another since it was shown. Nothing was done; look at the new one." }); // prettier-ignore
  };
  const carriedOut = async (wish: Wish, hash: string | undefined, caller: Caller) => {
    const { name, settings, edit } = wish;
    const work = { agreed: await agreedTo(wish, hash), apply: true, wait };
    const change = { name: edit(settings).job, instance: name };
    return begin(services, caller, change, async (running) =>
      withGiven(workspace, name, settings, async (ready) => await carryOut(workspace, edit(ready), work, running)),
    );
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
    async (context) => context.json(await proposed(created(context.req.valid("json"), context.get("caller"))), 200), // prettier-ignore
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
      return context.json(await carriedOut(changed(id, settings), plan, caller), 202);
    },
  );
  app.openapi(
    createRoute({ method: "post", path: "/projects/{id}/settings/plan", middleware: [needs("operate", named)] as const, request: { params: idParam, ...body(changeShape, "What is to be set.") }, responses: planned }), // prettier-ignore
    async (context) => {
      const { id } = context.req.valid("param");
      const { settings } = context.req.valid("json");
      await mustExist(workspace, id);
      mayGive(settings, context.get("caller"));
      return context.json(await proposed(changed(id, settings)), 200);
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
      const job = begin(services, context.get("caller"), change, async (running) => await discard(workspace, id, running)); // prettier-ignore
      return context.json(job, 202);
    },
  );
};

/** @throws HTTPException when the caller may not make it. */
function created({ settings = {}, ...wanted }: Wanted, caller: Caller): Wish {
  mustBeOwn(wanted.name, caller);
  mayGive(settings, caller);
  const given = (ready: Settings) => Object.entries(ready).map(([path, value]) => `${path}=${JSON.stringify(value)}`);
  return { name: wanted.name, settings, edit: (ready) => creation({ ...wanted, settings: given(ready) }) };
}

const changed = (name: string, settings: Settings): Wish => ({
  name,
  settings,
  edit: (ready) => settingChange(name, ready),
});

/** @throws HTTPException when a setting takes more than the caller may. */
function mayGive(settings: Settings, { scope }: Caller): void {
  const [first] = scope === "admin" ? [] : reachingOut(settings);
  if (first !== undefined)
    throw new HTTPException(403, { message: `${first} reaches the server itself or runs another program: it takes the scope admin.` }); // prettier-ignore
}
