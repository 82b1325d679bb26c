import { z } from "@hono/zod-openapi";
import { streamSSE } from "hono/streaming";
import { HTTPException } from "hono/http-exception";
import { TrafficWatch } from "../../operations/metrics/trafficWatch";
import { needs } from "../access";
import { type Topic, mustExist, named } from "./route";
import { nameShape } from "./schemas";

/** Requests, errors and latency of an instance, as graphs show them. */
export const traffic: Topic = (app, { workspace }) => {
  const watches = new Map<string, TrafficWatch>();

  // Server-sent events are no JSON that a schema could tell.
  app.get("/projects/:id/traffic", needs("read", named), async (context) => {
    const id = nameShape.safeParse(context.req.param("id"));
    if (!id.success) throw new HTTPException(400, { message: `id: ${z.prettifyError(id.error)}` });
    await mustExist(workspace, id.data);
    const watch = watches.get(id.data) ?? new TrafficWatch(workspace, id.data);
    watches.set(id.data, watch);
    return streamSSE(context, async (stream) => {
      await stream.writeSSE({ event: "past", data: JSON.stringify(await watch.past()) });
      const stop = watch.listen((look) => {
        const [event, data] = "point" in look ? ["point", look.point] : ["problem", look];
        void stream.writeSSE({ event: String(event), data: JSON.stringify(data) });
      });
      await new Promise<void>((resolve) => stream.onAbort(resolve));
      stop();
    });
  });
};
