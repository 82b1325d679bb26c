import type Dockerode from "dockerode";
import { isMissing } from "../../components/dynamic/dockerApi";
import { containerName } from "../../components/config/names";
import type { ServiceName } from "../../components/config/services";
import type { InstanceSpec } from "../../components/spec";
import { FleetError } from "./errors";
import { fleetOf, instancesNamed } from "./fleetFile";
import { type Host, ask, hostsOf } from "./host";
import type { Workspace } from "./workspace";

/** An instance of the list and the Docker that it lies on. */
export interface Placed {
  readonly spec: InstanceSpec;
  readonly host: Host;
}

/** Instances by name; all when none is given. @throws FleetError naming those there are. */
export async function placed(workspace: Workspace, names: readonly string[]): Promise<Placed[]> {
  const fleet = await fleetOf(workspace);
  const hosts = hostsOf(fleet);
  return instancesNamed(fleet, names).flatMap((spec) => {
    const host = hosts.find(({ name }) => name === spec.host.name);
    return host === undefined ? [] : [{ spec, host }];
  });
}

/** A service of an instance by its name. @throws FleetError naming those it has. */
export function serviceNamed({ name, services }: InstanceSpec, wanted: string): ServiceName {
  const found = services.find((service) => service === wanted);
  if (found !== undefined) return found;
  throw new FleetError("usage", `${name} has no service "${wanted}". It has: ${services.join(", ")}.`);
}

export const containerOf = ({ spec, host }: Placed, service: ServiceName): Dockerode.Container =>
  host.docker.getContainer(containerName(spec.name, service));

/** Docker's answer about a container of an instance. @throws FleetError when there is no such container, or its host is silent. */
export async function askOf<T>({ spec, host }: Placed, service: ServiceName, question: Promise<T>): Promise<T> {
  try {
    return await ask(host, question);
  } catch (error) {
    if (!isMissing(error)) throw error;
    const help =
      spec.config.state === "paused"
        ? `It is paused: "fleet resume ${spec.name}" brings it back.`
        : `"fleet apply" makes it, or "fleet drift ${spec.name} --repair" when somebody removed it.`;
    throw new FleetError("refused", `${spec.name} has no container for ${service}. ${help}`);
  }
}
