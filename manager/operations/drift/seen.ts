import { setTimeout as sleep } from "node:timers/promises";
import type Dockerode from "dockerode";
import { atOnce } from "../atOnce";
import { type Host, ask, orMissing } from "../host";
import type { SeenContainer, Unable } from "./containers";
import { filesIn } from "./files";
import type { Property } from "./types";
import { type Wanted, asContainer } from "./wanted";

/** Everything that one host shows; what is ours among it is told apart later. */
export interface SeenHost {
  readonly name: string;
  readonly unable: Unable;
  readonly listed: {
    readonly containers: readonly Dockerode.ContainerInfo[];
    readonly networks: readonly Dockerode.NetworkInspectInfo[];
    readonly volumes: readonly Dockerode.VolumeInspectInfo[];
  };
  /** What is wanted, by name, where it is there. */
  readonly containers: ReadonlyMap<string, SeenContainer>;
  readonly networks: ReadonlyMap<string, Dockerode.NetworkInspectInfo>;
}

/** Milliseconds until a host counts as one that does not answer. */
const patience = 15_000;

/** Each question is a session of its own where Docker is reached by ssh. */
const questionsAtOnce = ({ spec }: Host) => (spec.docker.startsWith("ssh://") ? 8 : 16);

/** Looks at a host. @throws FleetError when its Docker does not answer. */
export async function seeHost(host: Host, wanted: readonly Wanted[]): Promise<SeenHost> {
  const { docker } = host;
  const tooLong = sleep(patience, undefined, { ref: false }).then(() => {
    throw new Error(`no answer in ${patience / 1000} s`);
  });
  await ask(host, Promise.race([docker.ping(), tooLong]));
  return await ask(host, see(host, wanted));
}

async function see(host: Host, wanted: readonly Wanted[]): Promise<SeenHost> {
  const { docker } = host;
  const most = questionsAtOnce(host);
  const [info, containers, networks, volumes] = await Promise.all([
    docker.info() as Promise<Record<string, unknown>>, // its types say any
    docker.listContainers({ all: true }),
    docker.listNetworks(),
    docker.listVolumes().then(({ Volumes }) => Volumes ?? []),
  ]);
  const images = new Images(docker);
  const own = wanted.filter(({ kind }) => kind === "container");
  const seen = await atOnce(most, own, async (one) => [one.name, await seeContainer(docker, images, one)] as const);
  const nets = wanted.filter(({ kind }) => kind === "network");
  const met = await atOnce(most, nets, async ({ name }) => [name, await seeNetwork(docker, name)] as const);
  return {
    name: host.name,
    unable: unableOf(info),
    listed: { containers, networks, volumes },
    containers: present(seen),
    networks: present(met),
  };
}

const present = <T>(pairs: readonly (readonly [string, T | undefined])[]): Map<string, T> =>
  new Map(pairs.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])));

async function seeContainer(docker: Dockerode, images: Images, { name, inputs }: Wanted) {
  const found = docker.getContainer(name);
  const container = await orMissing(found.inspect());
  if (container === undefined) return undefined;
  const { image, uploads = [] } = asContainer(inputs);
  const [own, tagged, files] = await Promise.all([
    images.of(container.Image),
    images.of(image),
    filesIn(found, uploads.map(({ file }) => file)), // prettier-ignore
  ]);
  // A container outlives its image only when that was removed by force; nothing can be said of its defaults then.
  const nothing = { Id: container.Image, Config: {} } as Dockerode.ImageInspectInfo; // of which only these are read
  return { container, image: own ?? nothing, tagged: tagged?.Id, files };
}

async function seeNetwork(docker: Dockerode, name: string): Promise<Dockerode.NetworkInspectInfo | undefined> {
  return await orMissing(docker.getNetwork(name).inspect() as Promise<Dockerode.NetworkInspectInfo>); // its types say any
}

/** Images of a host, each asked for once. */
class Images {
  readonly #asked = new Map<string, Promise<Dockerode.ImageInspectInfo | undefined>>();

  constructor(readonly docker: Dockerode) {}

  of(name: string): Promise<Dockerode.ImageInspectInfo | undefined> {
    const known = this.#asked.get(name) ?? orMissing(this.docker.getImage(name).inspect());
    this.#asked.set(name, known);
    return known;
  }
}

/** Docker says what its kernel lacks, and drops such a limit with no more than a warning. */
function unableOf(info: Readonly<Record<string, unknown>>): Unable {
  const needs: readonly [string, Property][] = [
    ["MemoryLimit", "memory"],
    ["MemoryLimit", "memoryReservation"],
    ["SwapLimit", "memorySwap"],
    ["CPUShares", "cpuShares"],
    ["PidsLimit", "pids"],
  ];
  return new Set(needs.flatMap(([able, property]) => (info[able] === false ? [property] : [])));
}
