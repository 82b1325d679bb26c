import type { Latency } from "../../operations/metrics/latency";
import type { Figures } from "../../operations/metrics/meter";
import type { Family, Point } from "./exposition";
import { type May, prefix } from "./prefix";

/** Requests, errors, egress and latency, as the gateways tell. */
export function trafficFamilies({ requests, latency }: Figures, may: May): Family[] {
  const counted = [...(requests.value ?? [])].filter(([name]) => may(name));
  const counters = counted.flatMap(([name, own]) => own.counters.map((counter) => ({ name, ...counter })));
  const timed = [...(latency.value ?? [])].filter(([name]) => may(name));
  return [
    {
      name: `${prefix}requests_total`,
      help: "Requests that a gateway answered for a service, by class of status; 0: the caller left before.",
      type: "counter",
      samples: counters.map(({ name, route, status, requests: value }) => ({ labels: { name, service: route, status }, value })), // prettier-ignore
    },
    {
      name: `${prefix}response_bytes_total`,
      help: "Bytes of the bodies of those answers.",
      type: "counter",
      samples: counters.map(({ name, route, status, bytes }) => ({ labels: { name, service: route, status }, value: bytes })), // prettier-ignore
    },
    {
      name: `${prefix}request_duration_seconds`,
      help: "How long a service behind a gateway took to answer.",
      type: "histogram",
      samples: timed.flatMap(([name, latencies]) => latencies.flatMap((one) => histogram(name, one))),
    },
  ];
}

function histogram(name: string, { service, buckets, count, sum }: Latency): Point[] {
  const labels = { name, service };
  return [
    ...buckets.map(({ le, count: value }): Point => ({ suffix: "_bucket", labels: { ...labels, le: String(le) }, value })), // prettier-ignore
    { suffix: "_bucket", labels: { ...labels, le: "+Inf" }, value: count },
    { suffix: "_sum", labels, value: sum },
    { suffix: "_count", labels, value: count },
  ];
}
