import { setTimeout as sleep } from "node:timers/promises";
import type Dockerode from "dockerode";
import { isMissing } from "../../../components/dynamic/dockerApi";
import { type Wanted, asContainer } from "./wanted";

/**
 * Stops a container as the program asks for, whatever stop signal and grace it has got by hand, and removes it: Postgres has
 * to end by itself. What is in volumes stays. Nothing happens when it is not there.
 */
export async function takeAway(docker: Dockerode, { name, inputs }: Wanted): Promise<void> {
  const container = docker.getContainer(name);
  const { stopSignal, stopTimeout = 10 } = asContainer(inputs);
  try {
    const { State, Config } = await container.inspect();
    if (State.Running) {
      if (State.Paused) await container.unpause();
      // One that Docker starts again would not stay stopped for long enough.
      await container.update({ RestartPolicy: { Name: "no", MaximumRetryCount: 0 } });
      const own = (Config as { StopSignal?: string }).StopSignal; // the types leave it out
      if (stopSignal !== undefined && stopSignal !== own) await signalled(container, stopSignal, stopTimeout);
      else await container.stop({ t: stopTimeout });
    }
    await container.remove({ force: true });
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

/** @param grace seconds until it is killed after all, by its removal. */
async function signalled(container: Dockerode.Container, signal: string, grace: number): Promise<void> {
  const ended = container.wait() as Promise<unknown>; // its types say any
  await container.kill({ signal });
  await Promise.race([ended, sleep(grace * 1000, undefined, { ref: false })]);
}
