import type Dockerode from "dockerode";
import type { ServiceStatus, Usage } from "./types";
import { atOnce } from "../atOnce";
import type { Host } from "../host";
import { lastLine } from "../logs/lastLine";
import { endsAgainAndAgain, exitCodeOf, healthOf, isSick } from "./health";
import { type Look, questionsAtOnce } from "./look";
import { type Sizes, sizesOf, usageOf } from "./usage";

/** What a host was asked beyond its list of containers. */
export interface Measured {
  readonly usage: ReadonlyMap<string, Usage>;
  readonly sizes: Sizes | undefined;
  /** A closer look at those that are sick or on their way up, and at all of them when asked for, by id. */
  readonly closer: ReadonlyMap<string, Closer>;
  readonly notes: readonly string[];
}

interface Closer {
  readonly inspected: Dockerode.ContainerInspectInfo;
  readonly lastLog: string | undefined;
}

export async function measure(
  host: Host,
  containers: readonly Dockerode.ContainerInfo[],
  depth: "health" | "figures" | "usage" | "all",
): Promise<Measured> {
  const running = containers.filter(({ State }) => State === "running").map(({ Id }) => Id);
  const doubtful = containers.filter((one) => depth === "all" || isSick(healthOf(one)) || healthOf(one) === "starting");
  const wantsFigures = depth !== "health" && containers.length > 0;
  const wantsSizes = wantsFigures && depth !== "figures";
  const [usage, sizes, closer] = await Promise.all([
    wantsFigures ? usageOf(host, running) : new Map<string, Usage>(),
    wantsSizes ? sizesOf(host) : undefined,
    lookCloser(host, doubtful, depth !== "health"),
  ]);
  const uncounted = wantsSizes && sizes === undefined;
  return { usage, sizes, closer, notes: uncounted ? [`Docker on ${host.name} did not count its disk in time.`] : [] };
}

/** A container that is gone by now is left out. */
async function lookCloser(
  host: Host,
  containers: readonly Dockerode.ContainerInfo[],
  withLog: boolean,
): Promise<ReadonlyMap<string, Closer>> {
  const found = await atOnce(questionsAtOnce(host), containers, async (info): Promise<[string, Closer][]> => {
    const container = host.docker.getContainer(info.Id);
    try {
      const inspected = await container.inspect();
      const sick = isSick(healthOf(info)) || endsAgainAndAgain(inspected);
      return [[info.Id, { inspected, lastLog: withLog && sick ? await lastLine(container) : undefined }]];
    } catch {
      return [];
    }
  });
  return new Map(found.flat());
}

/** How one service is. */
export function serviceStatus(
  { containers, problem }: Look,
  wanted: Pick<ServiceStatus, "service" | "container" | "image">,
  { usage, sizes, closer }: Measured,
): ServiceStatus {
  const info = containers.find(({ Names }) => Names.includes(`/${wanted.container}`));
  if (info === undefined) return { ...wanted, health: problem === undefined ? "missing" : "unknown", usage: {} };
  const seen = closer.get(info.Id);
  const health = seen !== undefined && endsAgainAndAgain(seen.inspected) ? "restarting" : healthOf(info);
  const disk = sizes?.containers.get(info.Id);
  // Docker's list shows an id once the tag has moved on; what the container was made from still says the name.
  const image = info.Image.startsWith("sha256:") ? (seen?.inspected.Config.Image ?? info.Image) : info.Image;
  return {
    ...wanted,
    image,
    health,
    ...(image === wanted.image ? {} : { wantedImage: wanted.image }),
    ...(seen === undefined ? {} : { startedAt: seen.inspected.State.StartedAt }),
    ...(health === "stopped" || health === "restarting" ? { exitCode: exitCodeOf(info) } : {}),
    ...(seen !== undefined && seen.inspected.RestartCount > 0 ? { restarts: seen.inspected.RestartCount } : {}),
    ...(seen?.lastLog === undefined ? {} : { lastLog: seen.lastLog }),
    usage: { ...usage.get(info.Id), ...(disk === undefined ? {} : { disk }) },
  };
}
