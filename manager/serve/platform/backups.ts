import { createRoute, z } from "@hono/zod-openapi";
import { drill } from "../../operations/backup/drill";
import { backUp } from "../../operations/backup/now";
import { previewRestore, restore } from "../../operations/backup/restore";
import { backupsOf } from "../../operations/backup/store";
import { FleetError } from "../../operations/errors";
import { wait } from "../../operations/jobs";
import type { Running } from "../../operations/progress";
import { needs } from "../access";
import { begin } from "../working";
import { type Topic, accepted, body, idParam, json, mustExist, named, refusals } from "./route";

const backupShape = z
  .object({ id: z.string(), at: z.string(), bytes: z.number(), postgres: z.string(), logUntil: z.string().optional() })
  .openapi("Backup");

const restoreShape = z
  .strictObject({
    to: z.string().min(1).max(60).default("latest").openapi({ description: "latest, the id of a backup, or a moment such as 2026-01-31T09:30:00Z." }), // prettier-ignore
    only: z.enum(["database", "storage"]).optional(),
  })
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

/** Backups of an instance, restores and drills. */
export const backups: Topic = (app, services) => {
  const { workspace } = services;
  app.openapi(
    createRoute({ method: "get", path: "/projects/{id}/backups", middleware: [needs("read", named)] as const, request: { params: idParam }, responses: { 200: json(z.array(backupShape), "Whole ones, newest first."), ...refusals } }), // prettier-ignore
    async (context) => {
      const { id: instance } = context.req.valid("param");
      await mustExist(workspace, instance);
      const found = await backupsOf(workspace, [instance]);
      return context.json(found.map(({ id, at, bytes, postgres, logUntil }) => ({ id, at, bytes, postgres, logUntil })), 200); // prettier-ignore
    },
  );
  app.openapi(
    createRoute({ method: "post", path: "/projects/{id}/backups", middleware: [needs("operate", named)] as const, request: { params: idParam }, responses: accepted }), // prettier-ignore
    async (context) => {
      const { id } = context.req.valid("param");
      await mustExist(workspace, id);
      const work = async (running: Running) => await backUp(workspace, { name: id, wait }, running);
      return context.json(begin(services, context.get("caller"), { name: `backup ${id}`, instance: id }, work), 202);
    },
  );
  app.openapi(
    createRoute({ method: "post", path: "/projects/{id}/backups/drill", middleware: [needs("operate", named)] as const, request: { params: idParam }, responses: accepted }), // prettier-ignore
    async (context) => {
      const { id } = context.req.valid("param");
      await mustExist(workspace, id);
      const work = async (running: Running) => {
        const { proven, problems } = await drill(workspace, { name: id, wait }, running);
        if (!proven) throw new FleetError("failed", `The backup does not restore: ${problems.join("; ")}`);
      };
      return context.json(begin(services, context.get("caller"), { name: `drill ${id}`, instance: id }, work), 202);
    },
  );
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
      const work = async (running: Running) => await restore(workspace, { ...request, agreed, wait }, running);
      return context.json(begin(services, context.get("caller"), { name: `restore ${id}`, instance: id }, work), 202);
    },
  );
};
