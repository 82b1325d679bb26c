import type Dockerode from "dockerode";
import { edgeName } from "../../components/config/names";
import { labelPrefix } from "../../components/container";
import { type Host, ask, orMissing } from "./host";

/** What lies on a host under our labels or names. */
export interface Observed {
  readonly host: string;
  readonly containers: readonly Dockerode.ContainerInspectInfo[];
  readonly networks: readonly Dockerode.NetworkInspectInfo[];
  readonly volumes: readonly Dockerode.VolumeInspectInfo[];
}

const ours = (name: string) => name.startsWith("supabase-");

/** Everything of ours on a host, inspected. @throws FleetError when its Docker does not answer. */
export async function observe(host: Host): Promise<Observed> {
  const { docker } = host;
  const [containers, networks, volumes] = await ask(
    host,
    Promise.all([
      docker.listContainers({ all: true }),
      docker.listNetworks(),
      docker.listVolumes().then(({ Volumes }) => Volumes ?? []),
    ]),
  );
  return {
    host: host.name,
    containers: await inspectAll(
      host,
      containers.filter(({ Labels, Names }) => instanceLabel(Labels) !== undefined || Names.includes(`/${edgeName}`)),
      ({ Id }) => docker.getContainer(Id).inspect(),
    ),
    networks: await inspectAll(
      host,
      networks.filter(({ Name, Labels }) => instanceLabel(Labels) !== undefined || ours(Name)),
      ({ Id }) => docker.getNetwork(Id).inspect() as Promise<Dockerode.NetworkInspectInfo>, // its types say any
    ),
    volumes: volumes.filter(({ Name, Labels }) => instanceLabel(Labels) !== undefined || ours(Name)),
  };
}

/** Something that goes between the list and the look at it is not there; any other failure is no answer. */
async function inspectAll<Listed, Inspected>(
  host: Host,
  listed: readonly Listed[],
  inspect: (one: Listed) => Promise<Inspected>,
): Promise<Inspected[]> {
  const looks = listed.map((one) => orMissing(inspect(one)));
  return (await ask(host, Promise.all(looks))).flatMap((found) => found ?? []);
}

type Labels = Readonly<Record<string, string>> | null | undefined;

export const instanceLabel = (labels: Labels): string | undefined => labels?.[`${labelPrefix}instance`];
export const serviceLabel = (labels: Labels): string | undefined => labels?.[`${labelPrefix}service`];
