import { orMissing } from "../host";
import type { Placed } from "../containers";
import type { Request, RouteFamily } from "./accessLog";
import { type Cursor, cursorAt, readRequests } from "./gatewayLog";

/** Digit that a status begins with; 0 when the caller left before there was an answer. */
export type StatusClass = "0" | "1xx" | "2xx" | "3xx" | "4xx" | "5xx";

/** Requests of one kind, since it was counted first. */
export interface Counter {
  readonly route: RouteFamily;
  readonly status: StatusClass;
  readonly requests: number;
  /** Bytes of the answers' bodies. */
  readonly bytes: number;
}

/** What a gateway answered since it was looked at first. */
export interface Counters {
  readonly cursor: Cursor;
  readonly counters: readonly Counter[];
}

/** Goes on counting from where it ended. The first look begins with what comes from now on. */
export async function countersOf(
  { spec, host }: Placed,
  before: Counters = { cursor: cursorAt(new Date()), counters: [] },
): Promise<Counters> {
  const requests: Request[] = [];
  const cursor = await orMissing(readRequests(host, spec.name, before.cursor, (request) => requests.push(request)));
  return { cursor: cursor ?? before.cursor, counters: grown(before.counters, requests) };
}

export function grown(
  counters: readonly Counter[],
  requests: readonly Pick<Request, "route" | "status" | "bytes">[],
): Counter[] {
  const keyOf = ({ route, status }: Pick<Counter, "route" | "status">) => `${route} ${status}`;
  const found = new Map(counters.map((counter) => [keyOf(counter), counter]));
  for (const { route, status: code, bytes: more } of requests) {
    const key = { route, status: classOf(code) };
    const { requests: count, bytes } = found.get(keyOf(key)) ?? { requests: 0, bytes: 0 };
    found.set(keyOf(key), { ...key, requests: count + 1, bytes: bytes + more });
  }
  return [...found.values()];
}

const classes = ["0", "1xx", "2xx", "3xx", "4xx", "5xx"] as const;
const classOf = (status: number): StatusClass => classes[Math.floor(status / 100)] ?? "0";
