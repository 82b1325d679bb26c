import type Dockerode from "dockerode";
import { isMissing } from "../components/dynamic/dockerApi";
import { type ContainerInputs, createOptions, uploadArchive } from "./containerOptions";
import type { Properties, StoredResource } from "./state";

/** What a resource type can do. */
export interface Handler {
  /** Whether what the last run made is still there; something that stopped is started again. */
  exists(id: string): Promise<boolean>;
  /** What a difference comes to, for types that say so themselves. */
  decide?(old: StoredResource, inputs: Properties): Promise<"same" | "update" | "replace">;
  create(inputs: Properties): Promise<{ id: string; outputs?: Properties }>;
  /** Inputs that change without replacing. */
  readonly live: readonly string[];
  update(id: string, inputs: Properties): Promise<Properties | undefined>;
  remove(id: string, inputs: Properties): Promise<void>;
}

export function dockerHandlers(docker: Dockerode): Record<string, Handler> {
  return {
    "docker:index/container:Container": containers(docker),
    "docker:index/network:Network": networks(docker),
    "docker:index/volume:Volume": volumes(docker),
  };
}

async function orMissing<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function containers(docker: Dockerode): Handler {
  const limits = (inputs: Properties) => {
    const { HostConfig } = createOptions(inputs as unknown as ContainerInputs); // the Docker provider's own input shape
    const { Memory, MemorySwap, MemoryReservation, CpuShares } = HostConfig ?? {};
    return { Memory, MemorySwap, MemoryReservation, CpuShares };
  };
  return {
    live: ["memory", "memorySwap", "memoryReservation", "cpuShares"],
    async exists(id) {
      const found = await orMissing(docker.getContainer(id).inspect());
      if (found !== undefined && !found.State.Running && !found.State.Restarting) await docker.getContainer(id).start();
      return found !== undefined;
    },
    async create(raw) {
      const inputs = raw as unknown as ContainerInputs; // the Docker provider's own input shape
      await pullIfMissing(docker, inputs.image);
      // Left over from a run that was killed before it could remember: nothing of value is in a container.
      await orMissing(docker.getContainer(inputs.name).remove({ force: true }));
      const container = await docker.createContainer(createOptions(inputs));
      const archive = await uploadArchive(inputs.uploads ?? []);
      if (archive !== undefined) await container.putArchive(archive, { path: "/" });
      await container.start();
      return { id: container.id };
    },
    async update(id, inputs) {
      await docker.getContainer(id).update(limits(inputs));
      return undefined;
    },
    async remove(id, inputs) {
      const container = docker.getContainer(id);
      const grace = typeof inputs.destroyGraceSeconds === "number" ? inputs.destroyGraceSeconds : 10;
      await orMissing(
        container.stop({ t: grace }).catch((error: unknown) => {
          if (!isStopped(error)) throw error;
        }),
      );
      await orMissing(container.remove({ force: true }));
    },
  };
}

const isStopped = (error: unknown) =>
  typeof error === "object" &&
  error !== null &&
  "statusCode" in error &&
  (error.statusCode === 304 || error.statusCode === 404);

async function pullIfMissing(docker: Dockerode, image: string): Promise<void> {
  if ((await orMissing(docker.getImage(image).inspect())) !== undefined) return;
  const stream = await docker.pull(image);
  await new Promise<void>((resolve, reject) => {
    docker.modem.followProgress(stream, (error) => (error === null || error === undefined ? resolve() : reject(error)));
  });
}

function networks(docker: Dockerode): Handler {
  return {
    live: [],
    exists: async (id) => (await orMissing(docker.getNetwork(id).inspect())) !== undefined,
    async create(inputs) {
      const name = String(inputs.name);
      const same = await docker.listNetworks({ filters: { name: [name] } });
      for (const network of same) if (network.Name === name) await clear(network.Id);
      const subnets = (inputs.ipamConfigs ?? []) as { subnet: string }[]; // as components/supabaseInstance.ts writes it
      const created = await docker.createNetwork({
        Name: name,
        Driver: String(inputs.driver ?? "bridge"),
        IPAM: { Driver: "default", Config: subnets.map(({ subnet }) => ({ Subnet: subnet })) },
        Labels: labelsOf(inputs),
        CheckDuplicate: true,
      });
      return { id: created.id };
    },
    update: async () => undefined,
    remove: async (id) => clear(id),
  };

  /** A network goes only with its containers; they are made anew when their turn comes. */
  async function clear(id: string): Promise<void> {
    const found = await orMissing<{ Containers?: Record<string, unknown> }>(docker.getNetwork(id).inspect());
    for (const container of Object.keys(found?.Containers ?? {})) {
      await orMissing(docker.getContainer(container).stop({ t: 60 }));
      await orMissing(docker.getContainer(container).remove({ force: true }));
    }
    await orMissing(docker.getNetwork(id).remove());
  }
}

function volumes(docker: Dockerode): Handler {
  return {
    live: ["labels"],
    exists: async (id) => (await orMissing(docker.getVolume(id).inspect())) !== undefined,
    async create(inputs) {
      await docker.createVolume({ Name: String(inputs.name), Labels: labelsOf(inputs) });
      return { id: String(inputs.name) };
    },
    update: async () => undefined,
    async remove(id) {
      await orMissing(docker.getVolume(id).remove());
    },
  };
}

function labelsOf(inputs: Properties): Record<string, string> {
  const labels = (inputs.labels ?? []) as { label: string; value: string }[]; // the Docker provider's own input shape
  return Object.fromEntries(labels.map(({ label, value }) => [label, value]));
}
