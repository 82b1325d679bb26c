import { OpenAPIHono, createRoute, z } from "@hono/zod-openapi";
import { HTTPException } from "hono/http-exception";
import { streamSSE } from "hono/streaming";
import { creation } from "../../operations/edit/create";
import { carryOut, propose } from "../../operations/edit/edit";
import { remove } from "../../operations/edit/remove";
import { pausing, resuming } from "../../operations/edit/set";
import { exec } from "../../operations/exec";
import type { Job, JobEvent } from "../../operations/jobs";
import { keys } from "../../operations/keys";
import { type LifecycleAction, lifecycle } from "../../operations/lifecycle";
import { logs } from "../../operations/logs/logs";
import { momentOf } from "../../operations/logs/since";
import type { Running } from "../../operations/progress";
import { readAudit } from "../../operations/audit";
import { status } from "../../operations/status";
import { needs } from "../access";
import type { Carried, Services } from "../services";
import { captured } from "./captured";
import { projectOf } from "./projects";
import { jobShape, newProjectShape, problemShape, projectShape } from "./schemas";

const id = z.object({ id: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/) });
const json = <T extends z.ZodType>(schema: T, description: string) => ({
  content: { "application/json": { schema } },
  description,
});
const refusals = { 400: json(problemShape, "The call is wrong."), 404: json(problemShape, "There is none.") };
const named = (path: Readonly<Record<string, string>>) => path.id;

/** The provisioning service: instances, and the long operations on them. A write answers at once, with a job to follow. */
export function platformRoutes({ workspace, jobs }: Services) {
  const app = new OpenAPIHono<Carried>();
  const accepted = { 202: json(jobShape, "Taken on; GET /platform/jobs/{id} tells how it goes."), ...refusals };
  const begin = (user: string, name: string, instance: string, work: (running: Running) => Promise<unknown>): Job =>
    jobs.start({ name, instance, user }, work).job;
  const found = async (name: string) => {
    const { instances } = await status(workspace, { depth: "figures" });
    const instance = instances.find((each) => each.name === name);
    if (instance === undefined) throw new HTTPException(404, { message: `There is no instance "${name}".` });
    return instance;
  };

  app.openapi(
    createRoute({ method: "get", path: "/projects", middleware: [needs("read")] as const, responses: { 200: json(z.array(projectShape), "All that the token is good for.") } }), // prettier-ignore
    async (context) => {
      const { instances: own } = context.get("caller");
      const { instances } = await status(workspace, { depth: "figures" });
      return context.json(instances.filter(({ name }) => own?.includes(name) ?? true).map(projectOf), 200);
    },
  );

  app.openapi(
    createRoute({ method: "post", path: "/projects", middleware: [needs("operate")] as const, request: { body: { ...json(newProjectShape, "What it is to be."), required: true } }, responses: accepted }), // prettier-ignore
    async (context) => {
      const { settings = {}, ...wanted } = context.req.valid("json");
      const { name: user, instances } = context.get("caller");
      if (instances !== undefined && !instances.includes(wanted.name))
        throw new HTTPException(403, { message: "This token is good for other instances alone." });
      const change = creation({
        ...wanted,
        settings: Object.entries(settings).map(([path, value]) => `${path}=${JSON.stringify(value)}`),
      });
      const { plan } = await propose(workspace, change);
      const job = begin(user, change.job, wanted.name, async (running) => await carryOut(workspace, change, { agreed: plan, apply: true, wait: 3600 }, running)); // prettier-ignore
      return context.json({ ...job, progress: [...job.progress] }, 202);
    },
  );

  app.openapi(
    createRoute({ method: "get", path: "/projects/{id}", middleware: [needs("read", named)] as const, request: { params: id, query: z.object({ reveal: z.enum(["true", "false"]).optional() }) }, responses: { 200: json(projectShape.extend({ keys: z.array(z.object({ name: z.string(), use: z.string(), value: z.string().optional(), mark: z.string().optional() })) }), "With its keys: the public ones plain, the others by a mark."), ...refusals } }), // prettier-ignore
    async (context) => {
      const { id: name } = context.req.valid("param");
      const reveal = context.req.valid("query").reveal === "true";
      const instance = await found(name);
      if (reveal && context.get("caller").scope !== "admin")
        throw new HTTPException(403, { message: "Secrets take a token with the scope admin." });
      const known = await keys(workspace, name, { reveal });
      const shown = known.keys.map(({ name: key, use, value, mark }) => ({ name: key, use, value, mark }));
      return context.json({ ...projectOf(instance), keys: shown }, 200);
    },
  );

  app.openapi(
    createRoute({ method: "delete", path: "/projects/{id}", middleware: [needs("operate", named)] as const, request: { params: id, query: z.object({ confirm: z.string() }) }, responses: accepted }), // prettier-ignore
    async (context) => {
      const { id: name } = context.req.valid("param");
      if (context.req.valid("query").confirm !== name)
        throw new HTTPException(400, { message: `This deletes its data for good: repeat its name, ?confirm=${name}.` });
      await found(name);
      const job = begin(context.get("caller").name, `delete ${name}`, name, async (running) => await remove(workspace, name, { apply: true, wait: 3600 }, running)); // prettier-ignore
      return context.json({ ...job, progress: [...job.progress] }, 202);
    },
  );

  const actions = z.enum(["start", "stop", "restart", "pause", "resume"]);
  app.openapi(
    createRoute({ method: "post", path: "/projects/{id}/{action}", middleware: [needs("operate", named)] as const, request: { params: id.extend({ action: actions }) }, responses: accepted }), // prettier-ignore
    async (context) => {
      const { id: name, action } = context.req.valid("param");
      await found(name);
      const work = async (running: Running) => {
        if (action === "pause" || action === "resume") {
          const change = action === "pause" ? pausing(name) : resuming(name);
          return await carryOut(workspace, change, { apply: true, wait: 3600 }, running);
        }
        return await lifecycle(workspace, { action: action satisfies LifecycleAction, names: [name], wait: 3600 }, running); // prettier-ignore
      };
      const job = begin(context.get("caller").name, `${action} ${name}`, name, work);
      return context.json({ ...job, progress: [...job.progress] }, 202);
    },
  );

  const line = z.object({ service: z.string(), at: z.string(), text: z.string() });
  app.openapi(
    createRoute({ method: "get", path: "/projects/{id}/logs", middleware: [needs("read", named)] as const, request: { params: id, query: z.object({ service: z.string().max(40).optional(), tail: z.coerce.number().int().min(1).max(5000).default(200), grep: z.string().max(200).optional(), since: z.string().max(40).optional() }) }, responses: { 200: json(z.array(line), "The last lines, passwords and tokens hidden."), ...refusals } }), // prettier-ignore
    async (context) => {
      const { id: name } = context.req.valid("param");
      const { service, tail, grep, since } = context.req.valid("query");
      await found(name);
      const lines: z.output<typeof line>[] = [];
      const signal = AbortSignal.any([context.req.raw.signal, AbortSignal.timeout(20_000)]);
      for await (const each of logs(workspace, name, {
        services: service === undefined ? [] : [service],
        tail,
        ...(grep === undefined ? {} : { grep: new RegExp(literally(grep), "i") }),
        ...(since === undefined ? {} : { since: momentOf(since) }),
        signal,
      }))
        lines.push({ service: each.service, at: each.at, text: each.text });
      return context.json(lines, 200);
    },
  );

  app.openapi(
    createRoute({ method: "post", path: "/projects/{id}/exec", middleware: [needs("admin", named)] as const, request: { params: id, body: { ...json(z.object({ service: z.string().max(40), command: z.array(z.string().max(10_000)).min(1).max(100) }).strict(), "What to run."), required: true } }, responses: { 200: json(z.object({ code: z.number(), stdout: z.string(), stderr: z.string() }), "What it said."), ...refusals } }), // prettier-ignore
    async (context) => {
      const { id: name } = context.req.valid("param");
      const { service, command } = context.req.valid("json");
      return context.json(await captured((streams) => exec(workspace, { name, service, command }, streams)), 200);
    },
  );

  app.openapi(
    createRoute({ method: "get", path: "/jobs", middleware: [needs("read")] as const, responses: { 200: json(z.array(jobShape), "Newest first.") } }), // prettier-ignore
    (context) => context.json(jobs.all.filter(visibleTo(context.get("caller").instances)).map((job) => ({ ...job, progress: [...job.progress] })).reverse(), 200), // prettier-ignore
  );

  const jobOf = (jobId: string, instances: readonly string[] | undefined): Job => {
    const job = jobs.get(jobId);
    if (job !== undefined && visibleTo(instances)(job)) return job;
    throw new HTTPException(404, { message: "There is no such job; a server that was started anew has forgotten it." });
  };

  app.openapi(
    createRoute({ method: "get", path: "/jobs/{job}", middleware: [needs("read")] as const, request: { params: z.object({ job: z.uuid() }) }, responses: { 200: json(jobShape, "As it stands."), ...refusals } }), // prettier-ignore
    (context) => {
      const job = jobOf(context.req.valid("param").job, context.get("caller").instances);
      return context.json({ ...job, progress: [...job.progress] }, 200);
    },
  );

  app.openapi(
    createRoute({ method: "delete", path: "/jobs/{job}", middleware: [needs("operate")] as const, request: { params: z.object({ job: z.uuid() }) }, responses: { 200: json(z.object({ cancelled: z.boolean() }), "It ends where nothing is half done."), ...refusals } }), // prettier-ignore
    (context) => {
      const { job } = context.req.valid("param");
      jobOf(job, context.get("caller").instances);
      return context.json({ cancelled: jobs.cancel(job) }, 200);
    },
  );

  // Server-sent events are no JSON that a schema could tell.
  app.get("/jobs/:job/events", needs("read"), (context) => {
    const { id: jobId } = jobOf(context.req.param("job"), context.get("caller").instances);
    return streamSSE(context, async (stream) => {
      const waiting: JobEvent[] = [];
      let wake: () => void = () => undefined;
      const stop = jobs.listen(jobId, (event) => {
        waiting.push(event);
        wake();
      });
      stream.onAbort(() => wake());
      try {
        for (;;) {
          for (let event = waiting.shift(); event !== undefined; event = waiting.shift()) {
            const kind = "progress" in event ? "progress" : "job";
            await stream.writeSSE({ event: kind, data: JSON.stringify("progress" in event ? event.progress : event.job) }); // prettier-ignore
            if ("job" in event && event.job.ended !== undefined) return;
          }
          if (stream.aborted) return;
          await new Promise<void>((resolve) => (wake = resolve));
        }
      } finally {
        stop();
      }
    });
  });

  app.openapi(
    createRoute({ method: "get", path: "/audit", middleware: [needs("admin")] as const, request: { query: z.object({ limit: z.coerce.number().int().min(1).max(1000).default(100) }) }, responses: { 200: json(z.array(z.object({ number: z.number(), at: z.string(), user: z.string(), job: z.string(), result: z.string() })), "Newest first.") } }), // prettier-ignore
    (context) => {
      const { limit } = context.req.valid("query");
      const entries = readAudit(workspace).slice(-limit).reverse();
      return context.json(
        entries.map(({ number, at, user, job, result }) => ({ number, at, user, job, result })),
        200,
      );
    },
  );
  return app;
}

/** A pattern from outside could keep the server busy for ever. */
const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

const visibleTo =
  (instances: readonly string[] | undefined) =>
  ({ instance }: Job): boolean =>
    instances === undefined || (instance !== undefined && instances.includes(instance));
