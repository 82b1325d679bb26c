import type Dockerode from "dockerode";
import type { ServiceName } from "../../../components/config/services";
import { containerName } from "../../../components/config/names";
import { waitUntilHealthy } from "../../../components/dynamic/wait";
import type { InstanceSpec } from "../../../components/spec";
import { FleetError, messageOf } from "../errors";
import { type Running, begin } from "../progress";
import { containersOf } from "../snapshot/containers";
import type { Upgradable } from "./upgradable";
import { probe } from "./probe";

/** Seconds for a container to become healthy. */
const patience = 120;

/**
 * Passes when every container runs the image it should, is healthy, and a user gets through.
 * @param recovers whether a service that is sick may become well by itself, as one whose database was away.
 * @throws FleetError with what does not.
 */
export async function gate(
  { target, subject }: Pick<Upgradable, "target" | "subject">,
  spec: InstanceSpec,
  running: Running,
  recovers: (service: ServiceName) => boolean = () => true,
): Promise<void> {
  const { name, host } = target;
  begin(running, "checks that it is healthy", name);
  const found = new Map((await containersOf(target)).map((each) => [each.Name.slice(1), each]));
  for (const service of spec.services) {
    const container = containerName(name, service);
    const image = found.get(container)?.Config.Image;
    if (image !== spec.images[service])
      throw new FleetError("failed", `${container} ${image === undefined ? "is not there" : `runs ${image}, not ${spec.images[service]}`}.`); // prettier-ignore
  }
  const deadline = Date.now() + patience * 1000;
  try {
    await Promise.all(
      spec.services.map((service) => untilWell(host.docker, containerName(name, service), deadline, recovers(service))),
    );
  } catch (error) {
    throw new FleetError("failed", messageOf(error), { cause: error });
  }
  begin(running, "goes the way of a user, from an account to a query", name);
  await probe(subject, running.signal);
}

async function untilWell(docker: Dockerode, container: string, deadline: number, recovers: boolean): Promise<void> {
  for (;;) {
    try {
      return await waitUntilHealthy(docker, container, deadline);
    } catch (error) {
      const { State: state } = await docker.getContainer(container).inspect();
      const sick = state.Running && !state.Restarting && state.Health?.Status === "unhealthy";
      if (!recovers || !sick || Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}
