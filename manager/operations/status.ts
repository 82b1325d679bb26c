import { edgeName } from "../../components/config/names";
import { labelPrefix } from "../../components/container";
import type { Fleet, InstanceSpec } from "../../components/spec";
import { fleetOf, instancesNamed } from "./fleetFile";
import { type Host, hostsOf } from "./host";
import { holderOf } from "./job";
import { readStackFile } from "./stackFile";
import { backupsOf } from "./status/backups";
import { certificatesOf } from "./status/certificates";
import { type Asked, instanceStatus } from "./status/instance";
import { look } from "./status/look";
import { measure, serviceStatus } from "./status/services";
import type { FleetStatus, HostStatus, InstanceStatus } from "./status/types";
import type { Workspace } from "./workspace";

export type * from "./status/types";

export interface StatusOptions {
  /** Names of the instances; all when none is given. */
  readonly names?: readonly string[];
  /**
   * How much is asked. `health`: one question per host. `figures`: processor and memory as well, which takes Docker two seconds.
   * `usage`: also disk and certificates. `all`: also start times, and the age of every secret.
   */
  readonly depth?: Asked["depth"];
}

/**
 * How the instances of a list are, from the stack file, Docker and the edge. The program does not run, and the state is read only
 * where Docker leaves a question. A host that does not answer is told, and does not keep the others from being shown.
 * @throws FleetError when the stack file is wrong or a name is not in it.
 */
export async function status(workspace: Workspace, options: StatusOptions = {}): Promise<FleetStatus> {
  const { names = [], depth = "usage" } = options;
  const fleet = await fleetOf(workspace);
  const chosen = instancesNamed(fleet, names);
  const hosts = hostsOf(fleet).filter(({ name }) => chosen.some(({ host }) => host.name === name));
  const holder = holderOf(workspace);
  const stored = storedOnce(workspace);
  const asked: Asked = { depth, stored, job: holder?.job, file: readStackFile(workspace) };
  if (depth === "all") void stored(); // It takes as long as the figures do: begin at once.
  const perHost = await Promise.all(
    hosts.map(async (host) => {
      const own = chosen.filter((instance) => instance.host.name === host.name);
      return await hostStatus(workspace, fleet, host, own, asked);
    }),
  );
  return {
    at: new Date().toISOString(),
    ...(holder === undefined ? {} : { job: { name: holder.job, user: holder.user, since: holder.since } }),
    hosts: perHost.map(({ host }) => host),
    instances: perHost.flatMap(({ instances }) => instances).sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

/** The state, read once and only when somebody asks; undefined where it cannot be read. */
function storedOnce({ engine }: Workspace): Asked["stored"] {
  let reading: ReturnType<Asked["stored"]> | undefined;
  return () => (reading ??= engine.stored().catch(() => undefined));
}

async function hostStatus(
  workspace: Workspace,
  fleet: Fleet,
  host: Host,
  instances: readonly InstanceSpec[],
  asked: Asked,
): Promise<{ host: HostStatus; instances: InstanceStatus[] }> {
  const [seen, certificates] = await Promise.all([
    look(host),
    asked.depth === "usage" || asked.depth === "all" ? Promise.all(instances.map(certificatesOf)) : [],
  ]);
  const names = new Set<string>(instances.map(({ name }) => name));
  const own = seen.containers.filter(({ Labels, Names }) => names.has(Labels[`${labelPrefix}instance`] ?? "") || Names.includes(`/${edgeName}`)); // prettier-ignore
  const [measured, backups] = await Promise.all([
    measure(host, own, asked.depth),
    asked.depth === "usage" || asked.depth === "all" ? backupsOf(seen, instances) : [],
  ]);
  const notes = [...(seen.problem === undefined ? [] : [seen.problem]), ...measured.notes];
  const edge = host.spec.edge.mode === "managed" ? serviceStatus(seen, { service: "edge", container: edgeName, image: fleet.edgeImage }, measured) : undefined; // prettier-ignore
  return {
    host: { name: host.name, docker: host.spec.docker, answers: seen.problem === undefined, notes, edge },
    instances: await Promise.all(
      instances.map(async (spec, index) => ({
        ...(await instanceStatus(workspace, spec, { seen, measured, backup: backups[index] }, asked)),
        certificates: certificates[index] ?? [],
      })),
    ),
  };
}
