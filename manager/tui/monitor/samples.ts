import type { Traffic } from "../../operations/metrics/traffic";
import type { Row } from "../state/rows";

/** Figures of one instance, or of several together, at a moment. What nobody knows is undefined. */
export interface Figures {
  /** Percent of one processor. */
  readonly cpu?: number | undefined;
  /** Bytes. */
  readonly memory?: number | undefined;
  /** Bytes per second over the gateways' network, both ways. */
  readonly network?: number | undefined;
  /** Requests per second. */
  readonly requests?: number | undefined;
  /** Percent of the requests. */
  readonly errors?: number | undefined;
  /** Milliseconds within which 95 of 100 answers came; of several instances the slowest. */
  readonly latency?: number | undefined;
}

/** What is known of an instance: its row, and the last two looks at its gateway. */
export interface Seen {
  readonly row: Row | undefined;
  readonly now: Traffic | undefined;
  readonly before: Traffic | undefined;
}

/** The figures of an instance since the look before. */
export function figuresOf({ row, now, before }: Seen): Figures {
  const { cpu, memory } = row?.usage ?? {};
  if (now === undefined) return { cpu, memory };
  return {
    cpu,
    memory,
    network: networkOf(now, before),
    requests: now.perSecond,
    errors: now.errorRate * 100,
    // Without a look before, it is of all the time since the gateway started.
    latency: before === undefined || now.latency === undefined ? undefined : now.latency.p95 * 1000,
  };
}

function networkOf(now: Traffic, before: Traffic | undefined): number | undefined {
  const sum = ({ received, sent }: Traffic) => (received === undefined || sent === undefined ? undefined : received + sent); // prettier-ignore
  const [to, from] = [sum(now), before === undefined ? undefined : sum(before)];
  // A gateway that was started anew counts from nothing.
  return to === undefined || from === undefined || to < from ? undefined : (to - from) / now.seconds;
}

/** The figures of several together: sums, the error rate by requests, the slowest latency. */
export function together(all: readonly Figures[]): Figures {
  const sum = (key: keyof Figures) => {
    const known = all.flatMap((each) => each[key] ?? []);
    return known.length === 0 ? undefined : known.reduce((a, b) => a + b, 0);
  };
  const requests = sum("requests");
  const failed = all.flatMap(({ requests: own, errors }) => (own === undefined || errors === undefined ? [] : [(own * errors) / 100])); // prettier-ignore
  const latencies = all.flatMap(({ latency }) => latency ?? []);
  return {
    cpu: sum("cpu"),
    memory: sum("memory"),
    network: sum("network"),
    requests,
    errors: requests === undefined ? undefined : requests === 0 ? 0 : (100 * failed.reduce((a, b) => a + b, 0)) / requests, // prettier-ignore
    latency: latencies.length === 0 ? undefined : Math.max(...latencies),
  };
}
