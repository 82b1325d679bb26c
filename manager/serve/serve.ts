import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { openDatabases } from "../operations/databases/door";
import { Jobs } from "../operations/jobs";
import { Meter } from "../operations/metrics/meter";
import type { Workspace } from "../operations/workspace";
import { createApp } from "./app";
import { keepSmall } from "./memory";
import type { TrustedProxy } from "./proxy";

export interface Serving {
  /** Such as `http://127.0.0.1:8099`. */
  readonly url: string;
  close(): Promise<void>;
}

export interface ServeOptions {
  /** Address; loopback unless somebody chose otherwise. */
  readonly bind: string;
  readonly port: number;
  /** A proxy that says who somebody is; none when unset. */
  readonly proxy?: TrustedProxy | undefined;
  /** Where the databases of instances with `projectHosts` answer by their names; nowhere when unset. */
  readonly databases?: { readonly bind: string; readonly port: number } | undefined;
  /** Whether anybody may ask how an instance is: some monitors can send no token. */
  readonly openHealth?: boolean | undefined;
}

/** Starts to serve. @throws FleetError when the proxy's address is none. */
export async function startServing(workspace: Workspace, options: ServeOptions): Promise<Serving> {
  const { bind, port, databases, ...chosen } = options;
  keepSmall();
  const meter = new Meter(workspace);
  const app = createApp({ workspace, jobs: new Jobs(), meter, ...chosen });
  const server = serve({ fetch: app.fetch, hostname: bind, port });
  await new Promise<void>((resolve, reject) => server.once("listening", resolve).once("error", reject));
  const door =
    databases &&
    (await openDatabases(workspace, databases).catch((error: unknown) => {
      server.close();
      throw error;
    }));
  meter.start();
  const { port: own } = server.address() as AddressInfo; // it listens on a port
  const close = async () => {
    meter.stop();
    await door?.close();
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      if ("closeAllConnections" in server) server.closeAllConnections();
    });
  };
  return { url: `http://${bind.includes(":") ? `[${bind}]` : bind}:${own}`, close };
}
