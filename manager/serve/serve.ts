import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { Jobs } from "../operations/jobs";
import type { Workspace } from "../operations/workspace";
import { createApp } from "./app";

export interface Serving {
  /** Such as `http://127.0.0.1:8099`. */
  readonly url: string;
  close(): Promise<void>;
}

/** Starts to serve. @param bind address; loopback unless somebody chose otherwise. */
export async function startServing(
  workspace: Workspace,
  { bind, port }: { bind: string; port: number },
): Promise<Serving> {
  const app = createApp({ workspace, jobs: new Jobs() });
  const server = serve({ fetch: app.fetch, hostname: bind, port });
  await new Promise<void>((resolve, reject) => server.once("listening", resolve).once("error", reject));
  const { port: own } = server.address() as AddressInfo; // it listens on a port
  const close = async () => {
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      if ("closeAllConnections" in server) server.closeAllConnections();
    });
  };
  return { url: `http://${bind.includes(":") ? `[${bind}]` : bind}:${own}`, close };
}
