import { containerName } from "../../../components/config/names";
import type { Host } from "../host";
import { execIn } from "../verify/execIn";

/** How long the answers of a service behind the gateway took, since the gateway started. */
export interface Latency {
  /** Service that answers. */
  readonly service: string;
  /** Answers that took at most `le` seconds, in the order of `le`. */
  readonly buckets: readonly { readonly le: number; readonly count: number }[];
  readonly count: number;
  /** Seconds of all of them together. */
  readonly sum: number;
}

/** Borders that are handed on, in seconds; Envoy has twice as many. */
const borders: readonly number[] = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

const question = "GET /stats/prometheus?usedonly&filter=upstream_rq_time HTTP/1.1\\r\\nHost: admin\\r\\nConnection: close\\r\\n\\r\\n"; // prettier-ignore

/** Envoy's own counts: its log does not tell how long an answer took. Only inside the container does anybody hear them. */
export async function latencyOf({ docker }: Pick<Host, "docker">, instance: string): Promise<Latency[]> {
  const script = `exec 3<>/dev/tcp/127.0.0.1/9901; printf '${question}' >&3; timeout 5 cat <&3`;
  const { code, stdout } = await execIn(docker, containerName(instance, "gateway"), ["bash", "-c", script]);
  return code === 0 ? latencies(bodyOf(stdout)) : [];
}

/** The body of an answer, put together where it came in pieces, which end in the middle of lines. */
function bodyOf(answer: string): string {
  const [head = "", ...parts] = answer.split("\r\n\r\n");
  let rest = parts.join("\r\n\r\n");
  if (!/transfer-encoding: chunked/i.test(head)) return rest;
  let body = "";
  for (;;) {
    const [, size = "0"] = /^([0-9a-f]+)\r\n/i.exec(rest) ?? [];
    const length = parseInt(size, 16);
    if (length === 0) return body;
    const start = size.length + 2;
    body += rest.slice(start, start + length);
    rest = rest.slice(start + length + 2);
  }
}

const sample = /^envoy_cluster_upstream_rq_time_(bucket|sum|count)\{(.*)\} (\S+)$/;

/** Reads Envoy's histograms, which count in milliseconds. */
export function latencies(text: string): Latency[] {
  const found = new Map<string, { buckets: { le: number; count: number }[]; count: number; sum: number }>();
  for (const line of text.split("\n")) {
    const [, kind, labels = "", value] = sample.exec(line) ?? [];
    const service = /envoy_cluster_name="([a-z]+)"/.exec(labels)?.[1];
    if (kind === undefined || service === undefined) continue;
    const own = found.get(service) ?? { buckets: [], count: 0, sum: 0 };
    found.set(service, own);
    if (kind === "count") own.count = Number(value);
    else if (kind === "sum") own.sum = Number(value) / 1000;
    else {
      const le = Number(/le="([^"]+)"/.exec(labels)?.[1]) / 1000;
      if (borders.includes(le)) own.buckets.push({ le, count: Number(value) });
    }
  }
  return [...found].map(([service, own]) => ({ service, ...own }));
}
