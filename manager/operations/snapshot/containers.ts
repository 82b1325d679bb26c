import type Dockerode from "dockerode";
import { waitUntilHealthy } from "../../../components/dynamic/wait";
import { FleetError, messageOf } from "../errors";
import { ask } from "../host";
import { instanceLabel, serviceLabel } from "../observe";
import { type Running, begin } from "../progress";
import { type Target, dataVolumes } from "./target";

type Inspected = Dockerode.ContainerInspectInfo;

/** Seconds for a container to become healthy again. */
const startTimeout = 300;

/** Containers of an instance, inspected. */
export async function containersOf({ name, host }: Target): Promise<Inspected[]> {
  const listed = await ask(host, host.docker.listContainers({ all: true }));
  const own = listed.filter(({ Labels }) => instanceLabel(Labels) === name);
  return await Promise.all(own.map(({ Id }) => host.docker.getContainer(Id).inspect()));
}

/**
 * Stops Postgres and everything else that may write to a data volume; what only talks to Postgres stays up and finds it
 * again.
 * @throws FleetError when a container that is not of this instance writes there too.
 */
export async function stopWriters(target: Target, running: Running): Promise<void> {
  await stop(target, await writersOf(target), running);
}

/** Stops containers of an instance. */
export async function stopContainers(
  target: Target,
  running: Running,
  which: (container: Inspected) => boolean,
): Promise<void> {
  const active = (await containersOf(target)).filter(({ State }) => State.Running || State.Restarting);
  await stop(target, active.filter(which), running);
}

async function stop({ host, name }: Target, containers: readonly Inspected[], running: Running): Promise<void> {
  for (const { Id, Name, Config } of databaseLast(containers)) {
    begin(running, `stops ${serviceLabel(Config.Labels) ?? Name}`, name);
    await host.docker
      .getContainer(Id)
      .stop()
      .catch((error: unknown) => {
        if (!isStatus(error, 304)) throw error; // It has stopped by itself.
      });
  }
}

/** @throws FleetError naming what runs on the data: a copy of it would be no copy of one moment. */
export async function mustBeCold(target: Target): Promise<void> {
  const [first] = await writersOf(target);
  if (first !== undefined) throw new FleetError("failed", `${first.Name.slice(1)} runs on the data of ${target.name}.`);
}

async function writersOf(target: Target): Promise<Inspected[]> {
  const { host, name } = target;
  const volumes = new Set((await dataVolumes(target)).map(({ volume }) => volume));
  const active = await ask(
    host,
    host.docker.listContainers({ filters: { status: ["running", "restarting", "paused"] } }),
  );
  const writing = active.filter(({ Mounts }) => Mounts.some(({ Name, RW }) => RW && volumes.has(Name ?? "")));
  const stranger = writing.find(({ Labels }) => instanceLabel(Labels) !== name);
  if (stranger !== undefined)
    throw new FleetError(
      "refused",
      `The container ${stranger.Names[0]?.slice(1)} on host ${host.name} uses a data volume of ${name} and is not part of it. Stop it first: docker stop ${stranger.Names[0]?.slice(1)}`,
    );
  return await Promise.all(writing.map(({ Id }) => host.docker.getContainer(Id).inspect()));
}

const isDatabase = ({ Config }: Inspected) => serviceLabel(Config.Labels) === "db";
const databaseLast = (containers: readonly Inspected[]) =>
  [...containers].sort((a, b) => Number(isDatabase(a)) - Number(isDatabase(b)));

/**
 * Starts what is stopped, Postgres first, and waits until it is healthy.
 * @param wanted leaves out containers that are to be replaced anyway.
 * @throws FleetError with the last lines of one that does not start.
 */
export async function startStopped(
  target: Target,
  running: Running,
  wanted: (container: Inspected) => boolean = () => true,
): Promise<void> {
  const { host, name } = target;
  const stopped = (await containersOf(target)).filter((each) => !each.State.Running && wanted(each));
  for (const { Id, Name, Config } of databaseLast(stopped).reverse()) {
    begin(running, `starts ${serviceLabel(Config.Labels) ?? Name}`, name);
    const container = host.docker.getContainer(Id);
    await container.start().catch((error: unknown) => {
      if (!isStatus(error, 304)) throw error; // Its restart policy was faster.
    });
    try {
      await waitUntilHealthy(host.docker, Id, Date.now() + startTimeout * 1000);
    } catch (error) {
      throw new FleetError("failed", messageOf(error).replace(Id, Name.slice(1)), { cause: error });
    }
  }
}

const isStatus = (error: unknown, status: number) =>
  typeof error === "object" && error !== null && "statusCode" in error && error.statusCode === status;
