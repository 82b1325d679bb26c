import { type Placed, containerOf, placed } from "../containers";
import { FleetError, messageOf } from "../errors";
import type { Workspace } from "../workspace";
import type { Request } from "./accessLog";
import { type Cursor, cursorAt, readRequests } from "./gatewayLog";
import { type Latency, latencyOf } from "./latency";
import { type Quantiles, quantilesOf } from "./quantiles";

/** What went through the gateway of an instance in a span of time. */
export interface Traffic {
  readonly name: string;
  /** Length of the span. */
  readonly seconds: number;
  readonly requests: number;
  readonly perSecond: number;
  /** Answers of 500 and more. */
  readonly errors: number;
  /** Answers from 400 to 499. */
  readonly refused: number;
  /** Share of the errors among the requests, from 0 to 1. */
  readonly errorRate: number;
  /** Bytes of the answers' bodies. */
  readonly bytes: number;
  /** The newest errors, oldest first. */
  readonly failed: readonly Request[];
  /** Unset when nothing was answered, and where nobody measures: Kong does not. */
  readonly latency?: Quantiles | undefined;
  /** Bytes over the gateway's network since it started: in and out. */
  readonly received?: number | undefined;
  readonly sent?: number | undefined;
  /** Up to where was counted: for the next call. */
  readonly upTo: { readonly cursor: Cursor; readonly at: number; readonly latencies: readonly Latency[] };
}

export interface TrafficOptions {
  /** The result of the call before: the span begins where it ended. */
  readonly before?: Traffic | undefined;
  /** Without `before`: the moment that the span begins at, a minute ago when unset. Latency is since the gateway started then. */
  readonly since?: Date;
  readonly signal?: AbortSignal;
}

/** Errors that are handed on. */
const shown = 50;

/** Milliseconds of the span when nobody says one. */
const minute = 60_000;

/**
 * What went through an instance's gateway: counts from its access log, durations from what Envoy counts itself. Envoy writes
 * the log down every ten seconds: over a shorter span the counts swing.
 * @throws FleetError when the instance is not in the list, or its gateway or host does not answer.
 */
export async function traffic(workspace: Workspace, name: string, options: TrafficOptions = {}): Promise<Traffic> {
  const [instance] = await placed(workspace, [name]);
  if (instance === undefined) throw new FleetError("usage", `There is no instance "${name}".`);
  const { before, since = new Date(Date.now() - minute), signal } = options;
  const from = before?.upTo ?? { cursor: cursorAt(since), at: since.getTime() };
  const at = Date.now();
  const requests: Request[] = [];
  const reading = readRequests(instance.host, name, from.cursor, (request) => requests.push(request), signal);
  const [cursor, latencies, network] = await Promise.all([
    reading.catch((error: unknown) => {
      throw new FleetError("unreachable", `The gateway of ${name} has no log to read: ${messageOf(error)}`, { cause: error }); // prettier-ignore
    }),
    instance.spec.config.gateway === "kong" ? [] : latencyOf(instance.host, name).catch(() => []),
    networkOf(instance).catch(() => ({})),
  ]);
  const seconds = Math.max(1, (at - from.at) / 1000);
  const latency = quantilesOf(latencies, before?.upTo.latencies);
  return { name, ...summary(requests, seconds), latency, ...network, upTo: { cursor, at, latencies } };
}

/** Counts of the requests of a span. @param seconds its length. */
export function summary(
  requests: readonly Request[],
  seconds: number,
): Omit<Traffic, "name" | "latency" | "received" | "sent" | "upTo"> {
  const failed = requests.filter(({ status }) => status >= 500);
  return {
    seconds,
    requests: requests.length,
    perSecond: requests.length / seconds,
    errors: failed.length,
    refused: requests.filter(({ status }) => status >= 400 && status < 500).length,
    errorRate: requests.length === 0 ? 0 : failed.length / requests.length,
    bytes: requests.reduce((sum, { bytes }) => sum + bytes, 0),
    failed: failed.slice(-shown),
  };
}

async function networkOf(instance: Placed): Promise<Pick<Traffic, "received" | "sent">> {
  const { networks } = await containerOf(instance, "gateway").stats({ stream: false, "one-shot": true });
  const all = Object.values(networks ?? {});
  const sum = (count: (one: (typeof all)[number]) => number) => all.reduce((total, one) => total + count(one), 0);
  return { received: sum(({ rx_bytes }) => rx_bytes), sent: sum(({ tx_bytes }) => tx_bytes) };
}
