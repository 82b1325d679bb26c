import type Dockerode from "dockerode";
import { atOnce } from "../atOnce";
import type { Host } from "../host";
import { questionsAtOnce, within } from "./look";
import type { Usage } from "./types";

/** Milliseconds after which a figure counts as not known. */
const patience = 15_000;

/** Processor and memory of running containers, by id: one sample each, over the second that Docker takes for it. */
export async function usageOf(host: Host, ids: readonly string[]): Promise<ReadonlyMap<string, Usage>> {
  const samples = await atOnce(questionsAtOnce(host), ids, async (id) => {
    const stats = await within(patience, host.docker.getContainer(id).stats({ stream: false }));
    return [id, stats === undefined ? {} : figures(stats)] as const;
  });
  return new Map(samples);
}

/** The figures of a sample. A container that ended in the meantime has none. */
export function figures({
  cpu_stats: now,
  precpu_stats: before,
  memory_stats: memory,
}: Dockerode.ContainerStats): Usage {
  if (memory?.usage === undefined) return {};
  const system = now.system_cpu_usage - (before.system_cpu_usage ?? 0);
  const own = now.cpu_usage.total_usage - before.cpu_usage.total_usage;
  // What `docker stats` leaves out as well: cgroup v1 and v2 have different names for it.
  const cache = memory.stats?.total_inactive_file ?? memory.stats?.inactive_file ?? 0;
  return {
    cpu:
      system > 0 && before.system_cpu_usage !== undefined
        ? rounded((own / system) * (now.online_cpus || 1) * 100)
        : undefined,
    memory: Math.max(0, memory.usage - cache),
    memoryLimit: memory.limit,
  };
}

const rounded = (percent: number) => Math.round(percent * 10) / 10;

/** Bytes on a host's disk: of volumes by name, and what containers wrote by id. */
export interface Sizes {
  readonly volumes: ReadonlyMap<string, number>;
  readonly containers: ReadonlyMap<string, number>;
}

interface DockerVolume {
  readonly Name: string;
  readonly UsageData?: { readonly Size: number } | null;
}

interface DiskUse {
  readonly Volumes?: readonly DockerVolume[] | null;
  readonly Containers?: readonly { readonly Id: string; readonly SizeRw?: number }[] | null;
}

/**
 * Sizes as Docker counts them, which walks every volume of the host.
 * @returns undefined when it takes too long, or Docker is counting for somebody else.
 */
export async function sizesOf({ docker }: Host): Promise<Sizes | undefined> {
  const answer = await within(
    patience,
    counted(() => docker.df() as Promise<DiskUse>),
  ); // its types say any
  if (answer === undefined) return undefined;
  // Docker says -1 of what it could not count.
  const sized = ({ Name, UsageData }: DockerVolume): [string, number][] =>
    UsageData == null || UsageData.Size < 0 ? [] : [[Name, UsageData.Size]];
  return {
    volumes: new Map((answer.Volumes ?? []).flatMap(sized)),
    containers: new Map((answer.Containers ?? []).map(({ Id, SizeRw = 0 }) => [Id, SizeRw])),
  };
}

/** Docker counts for one at a time, and refuses others meanwhile. */
async function counted<T>(count: () => Promise<T>): Promise<T> {
  for (const until = Date.now() + patience; ;) {
    try {
      return await count();
    } catch (error) {
      if (Date.now() > until || !/already running/.test(String(error))) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

/** Sums of what is known. */
export function total(usages: readonly Usage[]): Usage {
  const sum = (key: keyof Usage) => {
    const known = usages.flatMap((usage) => usage[key] ?? []);
    return known.length === 0 ? undefined : known.reduce((a, b) => a + b, 0);
  };
  const cpu = sum("cpu");
  return {
    cpu: cpu === undefined ? undefined : rounded(cpu),
    memory: sum("memory"),
    memoryLimit: sum("memoryLimit"),
    disk: sum("disk"),
  };
}
