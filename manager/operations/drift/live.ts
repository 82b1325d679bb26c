import type Dockerode from "dockerode";
import { waitUntilHealthy } from "../../../components/dynamic/wait";
import { limits } from "../../../engine/containerOptions";
import { type Running, begin } from "../progress";
import type { Drifted } from "./look";
import type { Repair } from "./types";
import { asContainer } from "./wanted";

/** Milliseconds that a container may take until it is healthy. */
const patience = 300_000;

/** Puts a container right without replacing it: its limits, its networks, whether it runs. */
export async function wholeAgain(docker: Dockerode, { wanted, findings }: Drifted, running: Running): Promise<void> {
  const { name, inputs, instance, service = name, pids } = wanted;
  const container = docker.getContainer(name);
  const has = (repair: Repair) => findings.some((finding) => finding.repair === repair);
  for (const { name: network = "" } of findings.filter(({ repair }) => repair === "disconnect")) {
    begin(running, `take ${service} off ${network}`, instance);
    await docker.getNetwork(network).disconnect({ Container: name, Force: true });
  }
  if (has("update")) {
    begin(running, `set the limits of ${service}`, instance);
    const own = asContainer(inputs);
    const restart = { Name: own.restart ?? "no", MaximumRetryCount: own.maxRetryCount ?? 0 };
    await container.update({
      ...limits(own),
      RestartPolicy: restart,
      ...(pids === undefined ? {} : { PidsLimit: pids.was }),
    });
  }
  if (!has("start") && !has("restart")) return;
  begin(running, `start ${service}`, instance);
  const { State } = await container.inspect();
  if (State.Paused) await container.unpause();
  else if (State.Running) await container.restart({ t: asContainer(inputs).stopTimeout ?? 10 });
  else await container.start();
  await waitUntilHealthy(docker, name, Date.now() + patience);
}
