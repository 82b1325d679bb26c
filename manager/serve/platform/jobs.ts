import { createRoute, z } from "@hono/zod-openapi";
import { HTTPException } from "hono/http-exception";
import { streamSSE } from "hono/streaming";
import type { Job, JobEvent } from "../../operations/jobs";
import { needs } from "../access";
import { type Topic, json, refusals } from "./route";
import { jobShape } from "./schemas";

const jobParam = z.object({ job: z.uuid() });

/** The long operations, and how they go. */
export const jobRoutes: Topic = (app, { jobs }) => {
  const jobOf = (id: string, instances: readonly string[] | undefined): Job => {
    const job = jobs.get(id);
    if (job !== undefined && visibleTo(instances)(job)) return job;
    throw new HTTPException(404, { message: "There is no such job; a server that was started anew has forgotten it." });
  };

  app.openapi(
    createRoute({ method: "get", path: "/jobs", middleware: [needs("read")] as const, responses: { 200: json(z.array(jobShape), "Newest first.") } }), // prettier-ignore
    (context) => context.json(jobs.all.filter(visibleTo(context.get("caller").instances)).reverse(), 200),
  );
  app.openapi(
    createRoute({ method: "get", path: "/jobs/{job}", middleware: [needs("read")] as const, request: { params: jobParam }, responses: { 200: json(jobShape, "As it stands."), ...refusals } }), // prettier-ignore
    (context) => context.json(jobOf(context.req.valid("param").job, context.get("caller").instances), 200),
  );
  app.openapi(
    createRoute({ method: "delete", path: "/jobs/{job}", middleware: [needs("operate")] as const, request: { params: jobParam }, responses: { 200: json(z.object({ cancelled: z.boolean() }), "It ends where nothing is half done."), ...refusals } }), // prettier-ignore
    (context) => {
      const { id } = jobOf(context.req.valid("param").job, context.get("caller").instances);
      return context.json({ cancelled: jobs.cancel(id) }, 200);
    },
  );

  app.get("/jobs/:job/events", needs("read"), (context) => {
    const { id } = jobOf(context.req.param("job"), context.get("caller").instances);
    return streamSSE(context, async (stream) => {
      const waiting: JobEvent[] = [];
      let wake: () => void = () => undefined;
      const stop = jobs.listen(id, (event) => {
        waiting.push(event);
        wake();
      });
      stream.onAbort(() => wake());
      try {
        while (!stream.aborted) {
          for (let event = waiting.shift(); event !== undefined; event = waiting.shift()) {
            const [kind, data] = "progress" in event ? ["progress", event.progress] : ["job", event.job];
            await stream.writeSSE({ event: String(kind), data: JSON.stringify(data) });
            if ("job" in event && event.job.ended !== undefined) return;
          }
          if (!stream.aborted) await new Promise<void>((resolve) => (wake = resolve));
        }
      } finally {
        stop();
      }
    });
  });
};

const visibleTo =
  (instances: readonly string[] | undefined) =>
  ({ instance }: Job): boolean =>
    instances === undefined || (instance !== undefined && instances.includes(instance));
