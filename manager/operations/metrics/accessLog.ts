import type { Line } from "../logs/lines";

/** A request as the gateway wrote it down: Envoy and Kong both write nginx's combined form. */
export interface Request {
  /** Of its line, as Docker wrote it down: RFC 3339 with nanoseconds, so that texts compare as times do. */
  readonly at: string;
  readonly method: string;
  /** Without its query, which may hold a token. */
  readonly path: string;
  readonly route: RouteFamily;
  /** 0: the caller left before there was an answer. */
  readonly status: number;
  /** Bytes of the answer's body. */
  readonly bytes: number;
}

/** What an instance answers by, told apart by the start of the path. `other`: the dashboard, and what nobody answers. */
export const routeFamilies = ["auth", "rest", "graphql", "realtime", "storage", "functions", "meta", "other"] as const;
export type RouteFamily = (typeof routeFamilies)[number];

const combined = /^\S+ - \S+ \[[^\]]*\] "(\S*)(?: ([^ "]*)[^"]*)?" (\d{1,3}) (\d+|-)(?: |$)/;

/** The request that a line of the gateway's log tells of; undefined for lines of another kind. */
export function requestOf({ at, text }: Pick<Line, "at" | "text">): Request | undefined {
  const [, method, target = "", status, bytes] = combined.exec(text) ?? [];
  if (method === undefined || status === undefined || bytes === undefined) return undefined;
  const path = target.split("?")[0] ?? "";
  return { at, method, path, route: familyOf(path), status: Number(status), bytes: bytes === "-" ? 0 : Number(bytes) };
}

const starts: readonly (readonly [string, RouteFamily])[] = [
  ["auth/v1", "auth"],
  ["rest/v1", "rest"],
  ["graphql/v1", "graphql"],
  ["realtime/v1", "realtime"],
  ["storage/v1", "storage"],
  ["functions/v1", "functions"],
  ["pg", "meta"],
];

/** A path is a stranger's: only these few words become a label. */
function familyOf(path: string): RouteFamily {
  const plain = path.replace(/^\/+/, "");
  const found = starts.find(([start]) => plain.startsWith(start) && !/^[^/#]/.test(plain.slice(start.length)));
  return found?.[1] ?? "other";
}
