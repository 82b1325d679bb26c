import type { Request } from "../../operations/metrics/accessLog";
import type { Traffic } from "../../operations/metrics/traffic";
import type { FleetStatus } from "../../operations/status";
import type { Questions } from "../fleet";
import { Poll } from "../state/poll";
import type { Reading } from "../state/reading";
import type { Row } from "../state/rows";
import { type Figures, figuresOf, together } from "./samples";

/** A request that failed, and where. */
export interface Failed extends Pick<Request, "at" | "method" | "path" | "status"> {
  readonly instance: string;
}

export interface Watched {
  readonly name: string;
  readonly figures: Figures;
  /** Times that Docker started a container of it again; undefined until that is known. */
  readonly restarts: number | undefined;
  /** Why its gateway tells nothing. */
  readonly problem?: string | undefined;
  /** Since when its gateway is waited for. */
  readonly since?: number | undefined;
}

export interface MonitorNow {
  /** Of all together, oldest first: one each time the clock comes round. */
  readonly history: readonly Figures[];
  readonly each: readonly Watched[];
  /** Newest first. */
  readonly failed: readonly Failed[];
}

/** Milliseconds between two points of a graph, and between two counts of restarts. */
export const every = 5000;
const restartsEvery = 30_000;
/** Points and failed requests that are kept. */
const kept = 400;
const failedKept = 100;

interface Gateway {
  readonly poll: Poll<Traffic>;
  before: Traffic | undefined;
}

/** Watches instances for as long as somebody listens. */
export class Monitor {
  #now: MonitorNow;
  #failed: readonly Failed[] = [];
  readonly #gateways: ReadonlyMap<string, Gateway>;
  readonly #restarts: Poll<FleetStatus>;
  readonly #listeners = new Set<() => void>();
  #stop: () => void = () => undefined;

  /** @param rows the newest rows of the fleet. */
  constructor(
    ask: Pick<Questions, "traffic" | "look">,
    private readonly names: readonly string[],
    private readonly rows: () => readonly Row[],
  ) {
    this.#gateways = new Map(names.map((name) => [name, this.#gateway(ask, name)]));
    this.#restarts = new Poll(async () => await ask.look(names, "all"), restartsEvery);
    this.#now = { history: [], each: names.map((name) => ({ name, figures: {}, restarts: undefined })), failed: [] };
  }

  readonly reading = (): MonitorNow => this.#now;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) this.#begin();
    return () => {
      if (this.#listeners.delete(listener) && this.#listeners.size === 0) this.#stop();
    };
  };

  #begin(): void {
    const told = () => this.#draw(this.#now.history);
    const stops = [...this.#gateways.values()].map(({ poll }) => poll.subscribe(told));
    stops.push(this.#restarts.subscribe(told));
    const timer = setInterval(() => this.#point(), every);
    stops.push(() => clearInterval(timer));
    this.#stop = () => stops.forEach((stop) => stop());
  }

  #gateway(ask: Pick<Questions, "traffic">, name: string): Gateway {
    const gateway: Gateway = {
      before: undefined,
      poll: new Poll(async () => {
        const before = gateway.poll.reading().value;
        const now = await ask.traffic(name, before);
        gateway.before = before;
        const failed = now.failed.map(({ at, method, path, status }) => ({ instance: name, at, method, path, status }));
        this.#failed = [...failed, ...this.#failed].sort((a, b) => (a.at < b.at ? 1 : -1)).slice(0, failedKept);
        return now;
      }, every),
    };
    return gateway;
  }

  #point(): void {
    const figures = together(this.names.map((name) => this.#figures(name)));
    this.#draw([...this.#now.history, figures].slice(-kept));
  }

  #figures(name: string): Figures {
    const gateway = this.#gateways.get(name);
    // An answer of long ago says nothing about now.
    const reading: Reading<Traffic> = gateway?.poll.reading() ?? {};
    const now = reading.problem === undefined ? reading.value : undefined;
    return figuresOf({ row: this.rows().find((row) => row.name === name), now, before: gateway?.before });
  }

  #draw(history: readonly Figures[]): void {
    const { value } = this.#restarts.reading();
    const each = this.names.map((name): Watched => {
      const services = value?.instances.find((one) => one.name === name)?.services;
      const { problem, since } = this.#gateways.get(name)?.poll.reading() ?? {};
      const restarts = services?.reduce((sum, service) => sum + (service.restarts ?? 0), 0);
      return { name, figures: this.#figures(name), restarts, problem, since };
    });
    this.#now = { history, each, failed: this.#failed };
    for (const listener of this.#listeners) listener();
  }
}
