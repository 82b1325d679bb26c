import type { Server } from "node:http";
import { serve as serveHono } from "@hono/node-server";
import type { Hono } from "hono";
import { log } from "./log.ts";

/** Serves `app` on every address of the container; the server is returned for those that also speak WebSocket. */
export function serve(app: Hono, port: number, hostname = "0.0.0.0"): Server {
  // The adapter's type also names HTTP/2 servers, which it only builds when told to.
  const server = serveHono({ fetch: app.fetch, port, hostname }, () => log("info", "listening", { port })) as Server;
  return server;
}

/** Ends the process at once when Docker asks for it, whatever is still open. */
export function stopOnSignal(): void {
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => process.exit(0));
}
