import type { RouteFamily } from "../../operations/metrics/accessLog";
import type { Counter, StatusClass } from "../../operations/metrics/counters";
import type { Latency } from "../../operations/metrics/latency";
import type { Figures } from "../../operations/metrics/meter";
import type { Family, Point } from "./exposition";
import { type May, prefix } from "./prefix";

/** Requests, errors, egress and latency, as the gateways tell. */
export function trafficFamilies({ requests, latency }: Figures, may: May): Family[] {
  const counted = [...(requests.value ?? [])].filter(([name]) => may(name));
  const timed = [...(latency.value ?? [])].filter(([name]) => may(name));
  return [
    {
      name: `${prefix}requests_total`,
      help: "Requests that a gateway answered for a service, by class of status; 0: the caller left before.",
      type: "counter",
      samples: counted.flatMap(([name, { counters }]) => byStatus(name, counters)),
    },
    {
      name: `${prefix}response_bytes_total`,
      help: "Bytes of the bodies of those answers.",
      type: "counter",
      samples: counted.flatMap(([name, { counters }]) => routesOf(counters).map((service) => ({ labels: { name, service }, value: egressOf(counters, service) }))), // prettier-ignore
    },
    {
      name: `${prefix}request_duration_seconds`,
      help: "How long a service behind a gateway took to answer.",
      type: "histogram",
      samples: timed.flatMap(([name, latencies]) => latencies.flatMap((one) => histogram(name, one))),
    },
  ];
}

/** Of a class that begins with its first request, Prometheus would miss just that one: these are there before. */
const expected: readonly StatusClass[] = ["2xx", "4xx", "5xx"];

function byStatus(name: string, counters: readonly Counter[]): Point[] {
  return routesOf(counters).flatMap((service) => {
    const own = counters.filter(({ route }) => route === service);
    const classes = new Set([...expected, ...own.map(({ status }) => status)]);
    const count = (wanted: StatusClass) => own.find(({ status }) => status === wanted)?.requests ?? 0;
    return [...classes].map((status) => ({ labels: { name, service, status }, value: count(status) }));
  });
}

const routesOf = (counters: readonly Counter[]) => [...new Set(counters.map(({ route }) => route))];

const egressOf = (counters: readonly Counter[], service: RouteFamily) =>
  counters.filter(({ route }) => route === service).reduce((sum, { bytes }) => sum + bytes, 0);

function histogram(name: string, { service, buckets, count, sum }: Latency): Point[] {
  const labels = { name, service };
  return [
    ...buckets.map(({ le, count: value }): Point => ({ suffix: "_bucket", labels: { ...labels, le: String(le) }, value })), // prettier-ignore
    { suffix: "_bucket", labels: { ...labels, le: "+Inf" }, value: count },
    { suffix: "_sum", labels, value: sum },
    { suffix: "_count", labels, value: count },
  ];
}
