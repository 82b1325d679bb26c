import { setTimeout as sleep } from "node:timers/promises";
import { placed } from "../containers";
import { messageOf } from "../errors";
import type { Workspace } from "../workspace";
import type { Request } from "./accessLog";
import { cursorAt, readRequests } from "./gatewayLog";
import { type TrafficPoint, pastTraffic } from "./pastTraffic";
import { type Traffic, traffic } from "./traffic";

/** What a look at a gateway came to, or why nobody could look. */
export type TrafficLook = { readonly point: TrafficPoint } | { readonly problem: string };

/** Milliseconds between two looks: Envoy writes its log down every ten seconds. */
const step = 10_000;
/** Points that are kept: a quarter of an hour's. */
const kept = 90;
/** Looks after the last listener has gone: who comes back soon finds the time between. */
const lingering = 30;

/** Looks at the gateway of one instance for as long as somebody watches: once for all of them. */
export class TrafficWatch {
  readonly #workspace: Workspace;
  readonly #name: string;
  readonly #listeners = new Set<(look: TrafficLook) => void>();
  #past: TrafficPoint[] = [];
  #looking = false;

  constructor(workspace: Workspace, name: string) {
    this.#workspace = workspace;
    this.#name = name;
  }

  /** What went through lately, oldest first; before anybody looked, as far as the gateway's log tells. */
  async past(): Promise<readonly TrafficPoint[]> {
    if (!this.#looking) this.#past = await this.#told().catch(() => []);
    return this.#past;
  }

  /** @returns a function that ends it. */
  listen(listener: (look: TrafficLook) => void): () => void {
    this.#listeners.add(listener);
    if (!this.#looking) void this.#watch();
    return () => void this.#listeners.delete(listener);
  }

  async #watch(): Promise<void> {
    this.#looking = true;
    // The first look only says from where on the second one counts.
    let before: Traffic | undefined;
    for (let alone = 0; alone < lingering; alone = this.#listeners.size > 0 ? 0 : alone + 1) {
      const now = await this.#look(before);
      if (now !== undefined && before !== undefined) this.#add(pointOf(now));
      before = now;
      await sleep(step, undefined, { ref: false });
    }
    this.#looking = false;
  }

  #add(point: TrafficPoint): void {
    this.#past = [...this.#past, point].slice(-kept);
    this.#tell({ point });
  }

  #tell(look: TrafficLook): void {
    for (const tell of this.#listeners) tell(look);
  }

  async #look(before: Traffic | undefined): Promise<Traffic | undefined> {
    try {
      return await traffic(this.#workspace, this.#name, { before, since: new Date() });
    } catch (error) {
      this.#tell({ problem: messageOf(error) });
      return undefined;
    }
  }

  async #told(): Promise<TrafficPoint[]> {
    const [instance] = await placed(this.#workspace, [this.#name]);
    if (instance === undefined) return [];
    const until = Date.now();
    const requests: Pick<Request, "at" | "status">[] = [];
    const since = cursorAt(new Date(until - kept * step));
    await readRequests(instance.host, this.#name, since, ({ at, status }) => requests.push({ at, status }));
    return pastTraffic(requests, { until, step, points: kept });
  }
}

const pointOf = ({ upTo, perSecond, errorRate, latency }: Traffic): TrafficPoint => ({
  at: new Date(upTo.at).toISOString(),
  requests: perSecond,
  errors: errorRate * 100,
  latency: latency === undefined ? undefined : latency.p95 * 1000,
});
