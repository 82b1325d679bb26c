import { containerName, networkName, volumeName } from "../../../components/config/names";
import type { ServiceName } from "../../../components/config/services";
import type { InstanceSpec } from "../../../components/spec";
import { instanceUrls } from "../../../components/urls";
import { volumeRoles } from "../../../components/volumes";
import type { StoredResource } from "../../../engine/state";
import { writtenIn } from "../fleetFile";
import type { StackFile } from "../stackFile";
import type { Workspace } from "../workspace";
import { type Look, within } from "./look";
import { overlapOf } from "./overlap";
import { keysOf, secretAges } from "./secretAges";
import { type Measured, serviceStatus } from "./services";
import { type Facts, tellState } from "./state";
import type { BackupStatus, InstanceStatus, SecretAge } from "./types";
import { total } from "./usage";

/** What is asked, and what all instances share. */
export interface Asked {
  /** As in StatusOptions. */
  readonly depth: "health" | "figures" | "usage" | "all";
  /** The state; undefined where it cannot be read. */
  readonly stored: () => Promise<readonly StoredResource[] | undefined>;
  /** The job at work. */
  readonly job: string | undefined;
  readonly file: StackFile;
}

/** What an instance's host told. */
interface Known {
  readonly seen: Look;
  readonly measured: Measured;
  readonly backup: BackupStatus | undefined;
}

/** How one instance is, from what its host told. */
export async function instanceStatus(
  workspace: Workspace,
  spec: InstanceSpec,
  { seen, measured, backup }: Known,
  { depth, stored, job, file }: Asked,
): Promise<Omit<InstanceStatus, "certificates">> {
  const { name, host, config } = spec;
  const wanted = (service: ServiceName) => ({ service, container: containerName(name, service), image: spec.images[service] }); // prettier-ignore
  const services = spec.services.map((service) => serviceStatus(seen, wanted(service), measured));
  const volumes = volumeRoles.flatMap((role) => {
    const size = measured.sizes?.volumes.get(volumeName(name, role));
    return size === undefined ? [] : [{ name: volumeName(name, role), size }];
  });
  const facts: Facts = { name, wanted: config.state, services, job, recorded: () => recorded(stored, name) }; // prettier-ignore
  const told =
    seen.problem === undefined ? await tellState(facts) : { state: "UNKNOWN" as const, notes: [seen.problem] };
  const { given, release } = writtenIn(file, spec);
  const { api, studio, mail } = instanceUrls(spec);
  const { overlap, notes } = overlapOf(workspace, spec, given);
  return {
    name,
    host: host.name,
    ...told,
    notes: [...told.notes, ...notes, ...(backup?.alarms ?? [])],
    release,
    postgres: spec.postgres,
    urls: { api, studio, mail },
    services,
    volumes,
    usage: total([...services.map(({ usage }) => usage), ...volumes.map(({ size }) => ({ disk: size }))]),
    ...(backup === undefined ? {} : { backup }),
    keys: keysOf(spec, given),
    ...(overlap === undefined ? {} : { overlap }),
    secrets: depth === "all" ? await agesOf(workspace, spec, seen, given, stored) : [],
  };
}

async function recorded(
  stored: Asked["stored"],
  name: string,
): Promise<"containers" | "volumes" | "nothing" | "unknown"> {
  const resources = await stored();
  if (resources === undefined) return "unknown";
  const has = (type: string) => resources.some((resource) => resource.type.endsWith(type) && resource.parent === name);
  return has(":Container") ? "containers" : has(":Volume") ? "volumes" : "nothing";
}

async function agesOf(
  workspace: Workspace,
  spec: InstanceSpec,
  { host, problem }: Look,
  given: ReadonlySet<string>,
  stored: Asked["stored"],
): Promise<SecretAge[]> {
  const network =
    problem === undefined
      ? within(5000, host.docker.getNetwork(networkName(spec.name)).inspect() as Promise<{ Created: string }>)
      : undefined; // its types say any
  const [resources = [], created] = await Promise.all([stored(), network]);
  return secretAges(workspace, spec, { given, stored: resources, networkCreatedAt: created?.Created });
}
