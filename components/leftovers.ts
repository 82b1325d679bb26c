import { spawnSync } from "node:child_process";
import type Dockerode from "dockerode";
import * as pulumi from "@pulumi/pulumi";
import { networkName } from "./config/names";
import { labelPrefix } from "./container";
import { connect } from "./dynamic/dockerApi";
import type { Fleet } from "./spec";

/** Something of ours on a host that a complete run has not confirmed. */
interface Suspect {
  readonly id: string;
  readonly name: string;
  remove(): Promise<unknown>;
}

/**
 * Removes containers and networks of a run that was killed between making them and writing them down: Pulumi does not know
 * them, and their names would refuse the next run. Nothing of value is in them. Volumes are left alone.
 *
 * A container is confirmed by its process limit, which `Ready` sets last; so the state is read only after a run that did not
 * end, and never in a preview.
 */
export async function removeLeftovers(fleet: Fleet): Promise<void> {
  if (pulumi.runtime.isDryRun() || process.env.SUPABASE_FLEET_ENGINE === "embedded") return;
  const suspects = (await Promise.all(fleet.hosts.map(({ name, docker }) => suspectsOn(docker, fleet, name)))).flat();
  if (suspects.length === 0) return;
  const known = idsInState();
  if (known === undefined) return;
  for (const suspect of suspects.filter(({ id }) => !known.has(id))) {
    await pulumi.log.warn(`${suspect.name} was left over by a run that did not end; it is removed and made again.`);
    await suspect.remove();
  }
}

async function suspectsOn(address: string, fleet: Fleet, host: string): Promise<Suspect[]> {
  const active = fleet.instances.filter(
    (instance) => instance.host.name === host && instance.config.state === "active",
  );
  if (active.length === 0) return [];
  const docker = connect(address);
  try {
    const names = new Set(active.map(({ name }) => name));
    return [...(await containers(docker, names)), ...(await networks(docker, names))];
  } catch {
    return []; // A host that does not answer is reported where it is needed.
  }
}

async function containers(docker: Dockerode, instances: ReadonlySet<string>): Promise<Suspect[]> {
  const label = `${labelPrefix}instance`;
  const listed = await docker.listContainers({ all: true, filters: { label: [label] } });
  const own = listed.filter(({ Labels }) => instances.has(Labels[label] ?? ""));
  const details = await Promise.all(own.map(({ Id }) => docker.getContainer(Id).inspect()));
  return details
    .filter(({ HostConfig }) => !HostConfig.PidsLimit)
    .map(({ Id: id, Name }) => ({
      id,
      name: Name.slice(1),
      remove: () => docker.getContainer(id).remove({ force: true }),
    }));
}

async function networks(docker: Dockerode, instances: ReadonlySet<string>): Promise<Suspect[]> {
  const wanted = new Set([...instances].map(networkName));
  const listed = await docker.listNetworks({ filters: { label: [`${labelPrefix}instance`] } });
  const own = await Promise.all(
    listed.filter(({ Name }) => wanted.has(Name)).map(({ Id }) => docker.getNetwork(Id).inspect()),
  );
  return own
    .filter(({ Containers }) => Object.keys(Containers ?? {}).length === 0)
    .map(({ Id: id, Name: name }) => ({ id, name, remove: () => docker.getNetwork(id).remove() }));
}

/** Ids of everything that the stack's last checkpoint holds; undefined when it cannot be read. */
function idsInState(): ReadonlySet<string> | undefined {
  const stack = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
  const exported = spawnSync("pulumi", ["stack", "export", "--stack", stack], { encoding: "utf8", maxBuffer: 2 ** 30 });
  if (exported.status !== 0) return undefined;
  const text: { deployment?: { resources?: { id?: string }[] } } = JSON.parse(exported.stdout);
  return new Set((text.deployment?.resources ?? []).flatMap(({ id }) => id ?? []));
}
