import { createRoute, z } from "@hono/zod-openapi";
import { streamSSE } from "hono/streaming";
import { readAudit } from "../../operations/audit";
import { choicesOf, nameProblem } from "../../operations/offer/choices";
import { stackSchema } from "../../operations/settings/schema";
import type { FleetStatus } from "../../operations/status/types";
import { type Look, type Sample, Watching } from "../../operations/watching";
import { needs } from "../access";
import { projectOf } from "./projects";
import { type Topic, idParam, json, named, refusals } from "./route";

const entryShape = z
  .object({
    number: z.number(),
    at: z.string(),
    user: z.string(),
    machine: z.string(),
    job: z.string(),
    result: z.string(),
  }) // prettier-ignore
  .openapi("AuditEntry");
const choicesShape = z
  .object({
    domain: z.string(),
    hosts: z.array(z.string()).readonly(),
    sizes: z.array(z.string()).readonly(),
    releases: z.array(z.string()).readonly(),
    services: z.record(z.string(), z.boolean()).readonly(),
    secrets: z.array(z.string()).readonly(),
    taken: z.array(z.string()).readonly(),
    problem: z.string().optional(),
  })
  .openapi("Choices");

const limitShape = z.object({ limit: z.coerce.number().int().min(1).max(1000).default(100) });

/** What is about the whole fleet: live figures, the audit log, what a new instance may be, and what may be set. */
export const fleet: Topic = (app, { workspace }) => {
  const entries = (limit: number, name?: string) =>
    readAudit(workspace)
      .filter(({ job }) => name === undefined || job.split(" ").includes(name))
      .slice(-limit)
      .reverse()
      .map(({ number, at, user, machine, job, result }) => ({ number, at, user, machine, job, result }));

  app.openapi(
    createRoute({ method: "get", path: "/audit", middleware: [needs("admin")] as const, request: { query: limitShape }, responses: { 200: json(z.array(entryShape), "Newest first.") } }), // prettier-ignore
    (context) => context.json(entries(context.req.valid("query").limit), 200),
  );
  app.openapi(
    createRoute({ method: "get", path: "/projects/{id}/audit", middleware: [needs("read", named)] as const, request: { params: idParam, query: limitShape }, responses: { 200: json(z.array(entryShape), "What was done to it, newest first."), ...refusals } }), // prettier-ignore
    (context) => context.json(entries(context.req.valid("query").limit, context.req.valid("param").id), 200),
  );
  app.openapi(
    createRoute({ method: "get", path: "/choices", middleware: [needs("operate")] as const, request: { query: z.object({ name: z.string().max(100).optional() }) }, responses: { 200: json(choicesShape, "What a new instance may be; with ?name= also what is wrong with that name.") } }), // prettier-ignore
    async (context) => {
      const choices = await choicesOf(workspace);
      const { name } = context.req.valid("query");
      const { instances } = context.get("caller");
      const problem = name === undefined ? undefined : nameProblem(choices, name);
      return context.json({ ...choices, taken: choices.taken.filter((each) => instances?.includes(each) ?? true), problem }, 200); // prettier-ignore
    },
  );
  // The schema of a stack file is its own description.
  app.get("/schema", needs("read"), (context) => context.json(stackSchema()));

  const watching = new Watching(workspace);
  app.get("/events", needs("read"), (context) => {
    const { instances: own } = context.get("caller");
    const isOwn = ({ name }: { readonly name: string }) => own?.includes(name) ?? true;
    const told = ({ at, job, hosts, instances }: FleetStatus) => ({
      at,
      job: own === undefined ? job : undefined,
      hosts: own === undefined ? hosts : [],
      projects: instances.filter(isOwn).map(projectOf),
    });
    const figures = ({ at, instances }: Sample) => ({
      at,
      projects: instances.filter(isOwn).map(({ name, usage }) => ({ id: name, usage })),
    });
    return streamSSE(context, async (stream) => {
      await stream.writeSSE({ event: "past", data: JSON.stringify(watching.past.map(figures)) });
      const stop = watching.listen((look: Look) => {
        const [event, data] = "status" in look ? ["fleet", told(look.status)] : ["problem", look];
        void stream.writeSSE({ event: String(event), data: JSON.stringify(data) });
      });
      await new Promise<void>((resolve) => stream.onAbort(resolve));
      stop();
    });
  });
};
