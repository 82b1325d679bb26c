import type { FleetStatus, InstanceStatus } from "../../operations/status";
import type { Listed, Questions } from "../fleet";
import { Poll } from "./poll";
import { type Reading, longWait } from "./reading";
import { type HostReadings, type Row, type Shallow, rowsOf } from "./rows";

/** Milliseconds between two reads of a depth; docs/tui.md says so too. */
const every: Record<Shallow, number> = { health: 2000, figures: 4000, usage: 60_000 };
const depths = ["health", "figures", "usage"] as const;

/** What is known of the whole fleet at a moment. */
export interface FleetNow {
  readonly rows: readonly Row[];
  /** Why the list cannot be read. */
  readonly problem?: string | undefined;
  /** Since when the list is waited for. */
  readonly since?: number | undefined;
  readonly job: FleetStatus["job"];
}

type HostPolls = Readonly<Record<Shallow, Poll<FleetStatus>>>;

/** Milliseconds that news is held back for, so that answers that come together are drawn together. */
const together = 200;

/** Keeps the rows of a fleet up to date. Each host is asked by itself: a slow one keeps nobody else waiting. */
export class Feed {
  readonly #list: Poll<readonly Listed[]>;
  readonly #hosts = new Map<string, { readonly polls: HostPolls; readonly stop: () => void }>();
  readonly #listeners = new Set<() => void>();
  #now: FleetNow = { rows: [], job: undefined };
  readonly #seen = new Map<string, readonly string[]>();
  #stop: () => void = () => undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Milliseconds since 1970 that it draws at; Infinity when nothing is new. */
  #due = Infinity;

  constructor(private readonly ask: Pick<Questions, "list" | "look">) {
    this.#list = new Poll(async () => await ask.list(), 5000);
  }

  readonly reading = (): FleetNow => this.#now;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) this.#stop = this.#list.subscribe(() => this.#changed(this.#list.reading()));
    return () => {
      if (!this.#listeners.delete(listener) || this.#listeners.size > 0) return;
      this.#stop();
      for (const { stop } of this.#hosts.values()) stop();
      this.#hosts.clear();
      clearTimeout(this.#timer);
      this.#due = Infinity;
    };
  };

  /** Figures are read of what somebody watches alone. @param who watches these from now on, and no others. */
  readonly watch = (who: string, names: readonly string[]): void => {
    const fresh = names.some((name) => !this.#isSeen(name));
    this.#seen.set(who, names);
    if (fresh) for (const { polls } of this.#hosts.values()) polls.figures.now();
  };

  /** Reads everything anew. */
  readonly again = (): void => {
    this.#list.now();
    for (const { polls } of this.#hosts.values()) for (const depth of depths) polls[depth].now();
  };

  /** A question that has gone out changes nothing that is seen, until it takes long. */
  #changed({ since }: Reading<unknown>): void {
    this.#follow(this.#list.reading().value ?? []);
    const delay = since === undefined ? together : longWait;
    if (this.#due <= Date.now() + delay) return;
    clearTimeout(this.#timer);
    this.#due = Date.now() + delay;
    this.#timer = setTimeout(() => {
      this.#due = Infinity;
      this.#draw();
    }, delay);
  }

  #draw(): void {
    const { value = [], problem, since } = this.#list.reading();
    const readings = new Map([...this.#hosts].map(([host, { polls }]) => [host, readingsOf(polls)] as const));
    const newest = [...readings.values()]
      .flatMap(({ health }) => health.value ?? [])
      .sort((a, b) => (a.at < b.at ? 1 : -1));
    this.#now = { rows: rowsOf(value, readings), problem, since, job: newest[0]?.job };
    for (const listener of this.#listeners) listener();
  }

  #follow(list: readonly Listed[]): void {
    const wanted = new Set(list.map(({ host }) => host));
    for (const [host, { stop }] of this.#hosts)
      if (!wanted.has(host)) {
        stop();
        this.#hosts.delete(host);
      }
    for (const host of wanted) if (!this.#hosts.has(host)) this.#begin(host);
  }

  #begin(host: string): void {
    const poll = (depth: Shallow) => new Poll(async () => await this.#look(host, depth), every[depth]);
    const polls: HostPolls = { health: poll("health"), figures: poll("figures"), usage: poll("usage") };
    // Known before the first answer: an answer may come at once.
    const stops: (() => void)[] = [];
    this.#hosts.set(host, { polls, stop: () => stops.forEach((stop) => stop()) });
    for (const depth of depths) stops.push(polls[depth].subscribe(() => this.#changed(polls[depth].reading())));
  }

  #isSeen(name: string): boolean {
    return [...this.#seen.values()].some((names) => names.includes(name));
  }

  async #look(host: string, depth: Shallow): Promise<FleetStatus> {
    const own = (this.#list.reading().value ?? []).filter((one) => one.host === host).map(({ name }) => name);
    const names = depth === "figures" ? own.filter((name) => this.#isSeen(name)) : own;
    const none = { at: new Date().toISOString(), hosts: [], instances: [] };
    const status = names.length > 0 ? await this.ask.look(names, depth) : none;
    // What has left the screen keeps its last figures.
    const before = this.#hosts.get(host)?.polls[depth].reading().value?.instances ?? [];
    const others = before.filter(({ name }) => own.includes(name) && !names.includes(name));
    const instances = status.instances.map((one) => (depth === "usage" ? withDisk(one, before) : one));
    return { ...status, instances: [...others, ...instances] };
  }
}

/** Docker tells no sizes while it counts for somebody else: those of before are the best there are. */
function withDisk(now: InstanceStatus, before: readonly InstanceStatus[]): InstanceStatus {
  const earlier = before.find(({ name }) => name === now.name);
  if (now.usage.disk !== undefined || earlier === undefined) return now;
  return { ...now, usage: { ...now.usage, disk: earlier.usage.disk }, volumes: earlier.volumes };
}

const readingsOf = (polls: HostPolls): HostReadings => ({
  health: polls.health.reading(),
  figures: polls.figures.reading(),
  usage: polls.usage.reading(),
});
