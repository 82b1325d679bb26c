import { containerName } from "../../../components/config/names";
import { waitUntilHealthy } from "../../../components/dynamic/wait";
import type { InstanceSpec } from "../../../components/spec";
import { FleetError, messageOf } from "../errors";
import type { Model } from "../model";
import { type Running, begin } from "../progress";
import { containersOf } from "../snapshot/containers";
import type { Target } from "../snapshot/target";
import { probe } from "./probe";

/** Seconds for a container that was healthy to be so still. */
const patience = 60;

/**
 * Passes when every container runs the image it should, is healthy, and a user gets through.
 * @throws FleetError with what does not.
 */
export async function gate(
  target: Target,
  spec: InstanceSpec,
  outputs: Model["outputs"][string] | undefined,
  running: Running,
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
      spec.services.map((service) => waitUntilHealthy(host.docker, containerName(name, service), deadline)),
    );
  } catch (error) {
    throw new FleetError("failed", messageOf(error), { cause: error });
  }
  begin(running, "goes the way of a user, from an account to a query", name);
  await probe(target, outputs ?? {}, running.signal);
}
