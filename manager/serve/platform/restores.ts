import { createRoute, z } from "@hono/zod-openapi";
import { HTTPException } from "hono/http-exception";
import { restoreAs } from "../../operations/backup/clone";
import { proposeAsNew } from "../../operations/backup/proposeAsNew";
import { previewRestore, restore } from "../../operations/backup/restore";
import { wait } from "../../operations/jobs";
import type { Running } from "../../operations/progress";
import { needs } from "../access";
import { begin } from "../working";
import { tellBroughtUp, tellRestore } from "./outcomes";
import { proposalShape } from "./planShape";
import { type Topic, accepted, body, idParam, json, mustBeOwn, mustExist, named, refusals } from "./route";
import { hashShape, nameShape } from "./schemas";

const toShape = z.string().min(1).max(60).default("latest").openapi({ description: "latest, the id of a backup, or a moment such as 2026-01-31T09:30:00Z." }); // prettier-ignore

const restoreShape = z
  .strictObject({ to: toShape, only: z.enum(["database", "storage"]).optional() })
  .openapi("Restore");

const previewShape = z
  .object({
    instance: z.string(),
    backup: z.string(),
    moment: z.string().optional(),
    tables: z.number(),
    rows: z.number(),
    objects: z.number(),
    otherImages: z.array(z.object({ service: z.string(), backup: z.string(), now: z.string() })).readonly(),
  })
  .openapi("RestorePreview");

const wantedShape = z
  .strictObject({ name: nameShape, host: z.string().min(1).max(40).optional(), to: toShape })
  .openapi("PlanRestoreAs");

const asNewShape = wantedShape.extend({ plan: hashShape.optional() }).openapi("RestoreAs");

const asNewProposalShape = proposalShape.extend({ preview: previewShape }).openapi("RestoreAsProposal");

/** Bringing backups back: in the place of an instance's data, or as an instance of its own. */
export const restores: Topic = (app, services) => {
  const { workspace } = services;
  app.openapi(
    createRoute({ method: "post", path: "/projects/{id}/restore/plan", middleware: [needs("operate", named)] as const, request: { params: idParam, ...body(restoreShape, "What to bring back.") }, responses: { 200: json(previewShape, "What it would bring; nothing was done."), ...refusals } }), // prettier-ignore
    async (context) => {
      const { id } = context.req.valid("param");
      await mustExist(workspace, id);
      return context.json(await previewRestore(workspace, { name: id, ...context.req.valid("json") }), 200);
    },
  );
  app.openapi(
    createRoute({ method: "post", path: "/projects/{id}/restore", middleware: [needs("operate", named)] as const, request: { params: idParam, ...body(restoreShape, "What to bring back.") }, responses: accepted }), // prettier-ignore
    async (context) => {
      const { id } = context.req.valid("param");
      await mustExist(workspace, id);
      const request = { name: id, ...context.req.valid("json") };
      const agreed = await previewRestore(workspace, request);
      const work = async (running: Running) =>
        tellRestore(running, await restore(workspace, { ...request, agreed, wait }, running));
      return context.json(begin(services, context.get("caller"), { name: `restore ${id}`, instance: id }, work), 202);
    },
  );
  app.openapi(
    createRoute({ method: "post", path: "/projects/{id}/restore/as/plan", middleware: [needs("operate", named)] as const, request: { params: idParam, ...body(wantedShape, "Which backup, and the new name.") }, responses: { 200: json(asNewProposalShape, "What it would make and bring; nothing was done."), ...refusals } }), // prettier-ignore
    async (context) => {
      const { id } = context.req.valid("param");
      const wanted = context.req.valid("json");
      await mustExist(workspace, id);
      mustBeOwn(wanted.name, context.get("caller"));
      return context.json(await proposeAsNew(workspace, { from: id, ...wanted }), 200);
    },
  );
  app.openapi(
    createRoute({ method: "post", path: "/projects/{id}/restore/as", middleware: [needs("operate", named)] as const, request: { params: idParam, ...body(asNewShape, "Which backup, and the new name.") }, responses: accepted }), // prettier-ignore
    async (context) => {
      const { id } = context.req.valid("param");
      const { plan: hash, ...wanted } = context.req.valid("json");
      const caller = context.get("caller");
      await mustExist(workspace, id);
      mustBeOwn(wanted.name, caller);
      const { plan } = await proposeAsNew(workspace, { from: id, ...wanted });
      if (hash !== undefined && hash !== plan.hash)
        throw new HTTPException(409, { message: "The plan has become another since it was shown. Nothing was done; look at the new one." }); // prettier-ignore
      if (plan.refusals.length > 0) throw new HTTPException(409, { message: plan.refusals.join("\n\n") });
      const work = async (running: Running) =>
        tellBroughtUp(running, await restoreAs(workspace, { from: id, ...wanted }, running));
      const change = { name: `restore ${id} as ${wanted.name}`, instance: wanted.name };
      return context.json(begin(services, caller, change, work), 202);
    },
  );
};
