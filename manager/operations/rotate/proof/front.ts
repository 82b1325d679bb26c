import type { InstanceSpec } from "../../../../components/spec";
import { dialOf, reachesLoopback } from "../../verify/dial";
import { request } from "../../verify/request";
import type { Request } from "./ask";

/** The gateway of an instance, as this machine reaches it. */
export interface Front {
  /** Without a slash at the end. */
  readonly origin: string;
  /** The status of the answer. @throws Error when none comes. */
  get(asked: Request): Promise<number>;
}

/** The published port, through the host's ssh where there is one; the address that users have where only that is left. */
export function frontOf({ host, ports }: Pick<InstanceSpec, "host" | "ports">, apiUrl: string): Front {
  if (!reachesLoopback(host)) return { origin: apiUrl, get: async ({ path, headers }) => await fetched(apiUrl + path, headers) }; // prettier-ignore
  const { bind, port } = ports.gateway;
  const url = new URL(`http://${bind === "0.0.0.0" ? "127.0.0.1" : bind}:${port}`);
  const door = { url, open: async () => await dialOf(host)(bind, port) };
  return { origin: url.origin, get: async ({ path, headers }) => (await request(door, path, { headers })).status };
}

async function fetched(url: string, headers: Request["headers"]): Promise<number> {
  try {
    const response = await fetch(url, { headers, redirect: "manual", signal: AbortSignal.timeout(10_000) });
    await response.arrayBuffer();
    return response.status;
  } catch (error) {
    // What fetch says itself is no more than that it failed.
    throw error instanceof Error && error.cause instanceof Error ? error.cause : error;
  }
}
