import { createRoute, z } from "@hono/zod-openapi";
import { drill } from "../../operations/backup/drill";
import { backUp } from "../../operations/backup/now";
import { backupsOf } from "../../operations/backup/store";
import { FleetError } from "../../operations/errors";
import { wait } from "../../operations/jobs";
import type { Running } from "../../operations/progress";
import { needs } from "../access";
import { offerDump } from "../downloads";
import { begin } from "../working";
import { tellDrill } from "./outcomes";
import { type Topic, accepted, idParam, json, mustExist, named, refusals } from "./route";

const backupShape = z
  .object({ id: z.string(), at: z.string(), bytes: z.number(), postgres: z.string(), logUntil: z.string().optional() })
  .openapi("Backup");

/** Backups of an instance, and the proof that they restore. */
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
    createRoute({ method: "post", path: "/projects/{id}/backups/{backup}/download", middleware: [needs("admin", named)] as const, request: { params: idParam.extend({ backup: z.string() }) }, responses: { 200: json(z.object({ url: z.string() }), "Path of an address that leads to the dump in it for an hour, without a token."), ...refusals } }), // prettier-ignore
    async (context) => {
      const { id, backup } = context.req.valid("param");
      await mustExist(workspace, id);
      return context.json({ url: await offerDump(services, id, backup) }, 200);
    },
  );
  app.openapi(
    createRoute({ method: "post", path: "/projects/{id}/backups/drill", middleware: [needs("operate", named)] as const, request: { params: idParam }, responses: accepted }), // prettier-ignore
    async (context) => {
      const { id } = context.req.valid("param");
      await mustExist(workspace, id);
      const work = async (running: Running) => {
        const drilled = await drill(workspace, { name: id, wait }, running);
        if (!drilled.proven)
          throw new FleetError("failed", `The backup does not restore: ${drilled.problems.join("; ")}`);
        tellDrill(running, drilled);
      };
      return context.json(begin(services, context.get("caller"), { name: `drill ${id}`, instance: id }, work), 202);
    },
  );
};
