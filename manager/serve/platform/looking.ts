import { createRoute, z } from "@hono/zod-openapi";
import { HTTPException } from "hono/http-exception";
import { streamSSE } from "hono/streaming";
import { record } from "../../operations/audit";
import { captured } from "../../operations/captured";
import { messageOf } from "../../operations/errors";
import { exec } from "../../operations/exec";
import { type LogOptions, logs } from "../../operations/logs/logs";
import { momentOf } from "../../operations/logs/since";
import { needs } from "../access";
import { type Topic, body, idParam, json, mustExist, named, refusals } from "./route";

const lineShape = z.object({ service: z.string(), at: z.string(), text: z.string() });

const queryShape = z.object({
  service: z.string().min(1).max(40).optional(),
  tail: z.coerce.number().int().min(1).max(5000).default(200),
  grep: z.string().max(200).optional(),
  since: z.string().max(40).optional(),
});

const commandShape = z.strictObject({
  service: z.string().min(1).max(40),
  command: z.array(z.string().max(10_000)).min(1).max(100),
});

/** Logs of an instance, and commands in its containers. */
export const looking: Topic = (app, { workspace }) => {
  app.openapi(
    createRoute({ method: "get", path: "/projects/{id}/logs", middleware: [needs("read", named)] as const, request: { params: idParam, query: queryShape }, responses: { 200: json(z.array(lineShape), "The last lines, passwords and tokens hidden."), ...refusals } }), // prettier-ignore
    async (context) => {
      const { id } = context.req.valid("param");
      await mustExist(workspace, id);
      const lines: z.output<typeof lineShape>[] = [];
      const signal = AbortSignal.any([context.req.raw.signal, AbortSignal.timeout(20_000)]);
      for await (const { service, at, text } of logs(workspace, id, {
        ...optionsFrom(context.req.valid("query")),
        signal,
      }))
        // prettier-ignore
        lines.push({ service, at, text });
      return context.json(lines, 200);
    },
  );

  // Server-sent events are no JSON that a schema could tell.
  app.get("/projects/:id/logs/stream", needs("read", named), async (context) => {
    const id = context.req.param("id");
    const query = queryShape.safeParse(context.req.query());
    if (!query.success) throw new HTTPException(400, { message: query.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ") }); // prettier-ignore
    const options = optionsFrom(query.data);
    await mustExist(workspace, id);
    return streamSSE(context, async (stream) => {
      const gone = new AbortController();
      stream.onAbort(() => gone.abort());
      try {
        const following = { ...options, follow: true, signal: gone.signal };
        for await (const { service, at, text } of logs(workspace, id, following))
          await stream.writeSSE({ event: "line", data: JSON.stringify({ service, at, text }) });
      } catch (error) {
        await stream.writeSSE({ event: "problem", data: JSON.stringify({ message: messageOf(error) }) });
      }
    });
  });

  app.openapi(
    createRoute({ method: "post", path: "/projects/{id}/exec", middleware: [needs("admin", named)] as const, request: { params: idParam, ...body(commandShape, "What to run.") }, responses: { 200: json(z.object({ code: z.number(), stdout: z.string(), stderr: z.string() }), "What it said."), ...refusals } }), // prettier-ignore
    async (context) => {
      const { id: name } = context.req.valid("param");
      const { service, command } = context.req.valid("json");
      await mustExist(workspace, name);
      // Before it runs, and without its words: these may hold a secret.
      record(workspace, { job: `exec ${name} ${service}`, result: "done" });
      return context.json(await captured((streams) => exec(workspace, { name, service, command }, streams)), 200);
    },
  );
};

const optionsFrom = ({ service, tail, grep, since }: z.output<typeof queryShape>): LogOptions => ({
  services: service === undefined ? [] : [service],
  tail,
  ...(grep === undefined ? {} : { grep: new RegExp(literally(grep), "i") }),
  ...(since === undefined ? {} : { since: momentOf(since) }),
});

/** A pattern from outside could keep the server busy for ever. */
const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
