import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import type Dockerode from "dockerode";
import { isMissing } from "../components/dynamic/dockerApi";
import { type ContainerInputs, createOptions, limits, uploadArchive } from "./containerOptions";
import type { Properties, StoredResource } from "./state";

/** What a resource type can do. */
export interface Handler {
  /** Whether what the last run made is still there. Always, when unset. */
  exists?(id: string): Promise<boolean>;
  /** Starts again what stopped. */
  keep?(id: string): Promise<void>;
  /** What a difference comes to, for types that say so themselves. */
  decide?(old: StoredResource, inputs: Properties): Promise<"same" | "update" | "replace">;
  create(inputs: Properties): Promise<{ id: string; outputs?: Properties }>;
  /** Inputs that change without replacing. */
  readonly live?: readonly string[];
  update?(id: string, inputs: Properties): Promise<Properties | undefined>;
  remove(id: string, inputs: Properties): Promise<void>;
}

// Inputs arrive as the Docker provider's own shapes, which the program's types have checked.
const asContainer = (inputs: Properties) => inputs as unknown as ContainerInputs;
const asNetwork = (inputs: Properties) => inputs as unknown as pulumi.Unwrap<docker.NetworkArgs> & { name: string };

export const dockerHandlers = (docker: Dockerode): Record<string, Handler> => ({
  "docker:index/container:Container": containers(docker),
  "docker:index/network:Network": networks(docker),
  "docker:index/volume:Volume": volumes(docker),
});

/** The answer, or undefined when the thing is not there or stopped already. */
async function orMissing<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    const stopped = typeof error === "object" && error !== null && "statusCode" in error && error.statusCode === 304;
    if (stopped || isMissing(error)) return undefined;
    throw error;
  }
}

async function stopAndRemove(container: Dockerode.Container, grace: number): Promise<void> {
  await orMissing(container.stop({ t: grace }));
  await orMissing(container.remove({ force: true }));
}

const containers = (docker: Dockerode): Handler => ({
  live: ["memory", "memorySwap", "memoryReservation", "cpuShares", "cpuSet", "restart", "maxRetryCount"],
  async exists(id) {
    return (await orMissing(docker.getContainer(id).inspect())) !== undefined;
  },
  async keep(id) {
    await orMissing(docker.getContainer(id).start());
  },
  async create(raw) {
    const inputs = asContainer(raw);
    await pullIfMissing(docker, inputs.image);
    // Left over from a run that was killed before it could remember: nothing of value is in a container.
    await orMissing(docker.getContainer(inputs.name).remove({ force: true }));
    const container = await docker.createContainer(createOptions(inputs));
    const archive = await uploadArchive(inputs.uploads);
    if (archive !== undefined) await container.putArchive(archive, { path: "/" });
    await container.start();
    return { id: container.id };
  },
  async update(id, inputs) {
    await docker.getContainer(id).update(limits(asContainer(inputs)));
    return undefined;
  },
  remove: (id, inputs) => stopAndRemove(docker.getContainer(id), asContainer(inputs).destroyGraceSeconds ?? 10),
});

async function pullIfMissing(docker: Dockerode, image: string): Promise<void> {
  if ((await orMissing(docker.getImage(image).inspect())) !== undefined) return;
  const stream = await docker.pull(image);
  await new Promise<void>((resolve, reject) => {
    docker.modem.followProgress(stream, (error) => (error ? reject(error) : resolve()));
  });
}

function networks(docker: Dockerode): Handler {
  return {
    exists: async (id) => (await orMissing(docker.getNetwork(id).inspect())) !== undefined,
    async create(raw) {
      const { name, ipamConfigs = [], labels } = asNetwork(raw);
      const same = await docker.listNetworks({ filters: { name: [name] } });
      for (const network of same.filter((found) => found.Name === name)) await clear(network.Id);
      const IPAM = { Driver: "default", Config: ipamConfigs.map(({ subnet = "" }) => ({ Subnet: subnet })) };
      return {
        id: (
          await docker.createNetwork({
            Name: name,
            Driver: "bridge",
            IPAM,
            Labels: labelsOf(labels),
            CheckDuplicate: true,
          })
        ).id,
      };
    },
    remove: async (id) => clear(id),
  };

  /** A network goes only with its containers; they are made anew when their turn comes. */
  async function clear(id: string): Promise<void> {
    const found = await orMissing<{ Containers?: Record<string, unknown> }>(docker.getNetwork(id).inspect());
    for (const container of Object.keys(found?.Containers ?? {}))
      await stopAndRemove(docker.getContainer(container), 90);
    await orMissing(docker.getNetwork(id).remove());
  }
}

const volumes = (docker: Dockerode): Handler => ({
  exists: async (id) => (await orMissing(docker.getVolume(id).inspect())) !== undefined,
  async create(raw) {
    const { name, labels } = asNetwork(raw);
    await docker.createVolume({ Name: name, Labels: labelsOf(labels) });
    return { id: name };
  },
  async remove(id) {
    await orMissing(docker.getVolume(id).remove());
  },
});

const labelsOf = (labels: readonly { label: string; value: string }[] = []) =>
  Object.fromEntries(labels.map(({ label, value }) => [label, value]));
