import type { Placed } from "../containers";
import { type FleetStatus, status } from "../status";
import { within } from "../status/look";
import { perHost, perInstance } from "../status/perHost";
import { count } from "../usage/count";
import type { Workspace } from "../workspace";
import { type BackupFigures, backupFigures } from "./backups";
import { type Counters, countersOf } from "./counters";
import { type Disk, diskOf } from "./disk";
import { type Latency, latencyOf } from "./latency";
import { type Sample, Sampler } from "./sampler";

/** The newest figures of a fleet, each with its age; by instance, or by host where it says so. No secret is in them. */
export interface Figures {
  /** State, health, processor, memory. */
  readonly state: Sample<FleetStatus>;
  /** What is looked at seldom: disk, restarts, certificates, ages of secrets. */
  readonly stock: Sample<FleetStatus>;
  readonly requests: Sample<ByName<Counters>>;
  readonly latency: Sample<ByName<readonly Latency[]>>;
  readonly backups: Sample<ByName<BackupFigures>>;
  /** By host. */
  readonly disks: Sample<ByName<Disk>>;
}

export type ByName<T> = ReadonlyMap<string, T>;

/** Seconds after the last look in which figures are still gathered: nobody pays for what nobody reads. */
const wantedFor = 600;

/** Milliseconds that a disk has to be told in. */
const patience = 20_000;

/** Seconds between two counts of what is used, and between two looks at the sizes of volumes for them. */
const [usageEvery, sizesEvery] = [60, 3600] as const;

/** Gathers the figures of a fleet in the background, while somebody looks at them, and counts what is used all the time. */
export class Meter {
  readonly #samplers: { readonly [Name in keyof Figures]: Sampler<NonNullable<Figures[Name]["value"]>> };
  readonly #usage: Sampler<number>;

  constructor(workspace: Workspace) {
    this.#samplers = {
      state: new Sampler(() => status(workspace, { depth: "figures" }), { every: 15, wantedFor }),
      stock: new Sampler(() => status(workspace, { depth: "all" }), { every: 600, wantedFor }),
      requests: new Sampler(
        (before) => each(workspace, (instance) => countersOf(instance, before?.get(instance.spec.name)), before),
        { every: 15, wantedFor },
      ),
      latency: new Sampler(() => each(workspace, measured), { every: 30, wantedFor }),
      backups: new Sampler(() => each(workspace, backedUp), { every: 60, wantedFor }),
      disks: new Sampler(() => disksOf(workspace), { every: 300, wantedFor }),
    };
    this.#usage = new Sampler(async (sized = 0) => {
      const now = Date.now();
      const sizes = now - sized >= sizesEvery * 1000;
      await count(workspace, { sizes });
      return sizes ? now : sized;
    }, { every: usageEvery }); // prettier-ignore
  }

  /** Begins to count what is used. */
  start(): void {
    this.#usage.look();
  }

  /** The newest figures, at once. */
  figures(): Figures {
    const { state, stock, requests, latency, backups, disks } = this.#samplers;
    return { state: state.look(), stock: stock.look(), requests: requests.look(), latency: latency.look(), backups: backups.look(), disks: disks.look() }; // prettier-ignore
  }

  stop(): void {
    for (const sampler of [...Object.values(this.#samplers), this.#usage]) sampler.stop();
  }
}

const measured = async ({ spec, host }: Placed): Promise<readonly Latency[] | undefined> => (spec.config.gateway === "kong" ? undefined : await latencyOf(host, spec.name)); // prettier-ignore

const backedUp = async ({ spec, host }: Placed) => (spec.services.includes("backup") ? await backupFigures(host, spec) : undefined); // prettier-ignore

/** Asks about every instance. What does not answer keeps what was known of it before, or is left out. */
async function each<T>(
  workspace: Workspace,
  ask: (instance: Placed) => Promise<T | undefined>,
  before?: ByName<T>,
): Promise<ByName<T>> {
  const found = new Map<string, T>();
  for (const [name, answer] of (await perHost(workspace, (on) => perInstance(on, ask))).flat()) {
    const known = answer ?? before?.get(name);
    if (known !== undefined) found.set(name, known);
  }
  return found;
}

/** Disks of the hosts that have an instance whose database runs. */
async function disksOf(workspace: Workspace): Promise<ByName<Disk>> {
  const found = new Map<string, Disk>();
  await perHost(workspace, async ({ host, own, answers }) => {
    for (const { spec } of answers ? own : []) {
      const disk = await within(patience, diskOf(host, spec.name));
      if (disk !== undefined) return void found.set(host.name, disk);
    }
  });
  return found;
}
