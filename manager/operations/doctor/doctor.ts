import type { Fleet, HostSpec } from "../../../components/spec";
import { FleetError } from "../errors";
import { type Host, hostsOf } from "../host";
import { model } from "../model";
import { type Running, begin, stopIfCancelled } from "../progress";
import type { Workspace } from "../workspace";
import { diskSpace, memory } from "./capacity";
import { cgroups, clock, docker, storageDriver } from "./docker";
import { factsOf } from "./facts";
import { type DockerInfo, type Examination, type Patient, problem } from "./finding";
import { images } from "./images";
import { caddy, folder, sshLimits, user } from "./login";
import { ports } from "./ports";
import { inTime, unreachable } from "./reach";
import { subnets } from "./subnets";
import type { DoctorReport, Finding, HostReport } from "./types";

/** Every examination, in the order of the report. */
const examinations: readonly Examination[] = [
  docker,
  user,
  sshLimits,
  storageDriver,
  cgroups,
  clock,
  ports,
  subnets,
  memory,
  diskSpace,
  folder,
  caddy,
  images,
];

/**
 * Whether hosts can carry what the list puts on them; nothing is changed there.
 * @param name of one host; all when unset.
 * @throws FleetError when there is no such host, or when it was cancelled.
 */
export async function doctor(workspace: Workspace, name: string | undefined, running: Running): Promise<DoctorReport> {
  const { fleet } = await model(workspace, "plan");
  if (name !== undefined && !fleet.hosts.some((host) => host.name === name))
    throw new FleetError("usage", `There is no host "${name}" in the list. There are: ${fleet.hosts.map((host) => host.name).join(", ")}.`); // prettier-ignore
  const hosts = await examineHosts(fleet, (host) => name === undefined || host.name === name, running);
  return { stack: workspace.stack, hosts, totals: totalsOf(hosts) };
}

/** Examines those hosts of a fleet that are meant. */
export async function examineHosts(
  fleet: Fleet,
  isMeant: (host: HostSpec) => boolean,
  running: Running,
): Promise<HostReport[]> {
  return await Promise.all(
    hostsOf(fleet)
      .filter(({ spec }) => isMeant(spec))
      .map(async (host) => {
        stopIfCancelled(running);
        begin(running, `host ${host.name} is examined`);
        return { name: host.name, docker: host.spec.docker, findings: await examine(host, fleet) };
      }),
  );
}

async function examine(host: Host, fleet: Fleet): Promise<Finding[]> {
  try {
    const patient = await meet(host, fleet);
    if (typeof patient === "string") return [problem("shell", patient, "Files for Caddy go that way: look at ssh of this host.")]; // prettier-ignore
    const findings: Finding[] = [];
    for (const look of examinations) findings.push(...(await look(patient)));
    return findings;
  } catch (error) {
    return [await unreachable(host, error)];
  }
}

/** Asks a host everything once. @returns why its shell cannot be reached. @throws Error when its Docker does not answer. */
async function meet(host: Host, fleet: Fleet): Promise<Patient | string> {
  const api = host.docker;
  const [version, info, containers, networks, { Volumes: volumes }] = await inTime(
    Promise.all([
      api.version(),
      api.info() as Promise<DockerInfo>, // the types say any
      api.listContainers({ all: true }),
      api.listNetworks(),
      api.listVolumes(),
    ]),
  );
  const facts = await factsOf(host.spec, info.DockerRootDir);
  if (typeof facts === "string") return facts;
  return {
    host,
    instances: fleet.instances.filter((instance) => instance.host.name === host.name),
    edgeImage: fleet.edgeImage,
    version,
    info,
    containers,
    networks,
    volumes: (volumes ?? []).map(({ Name }) => Name),
    facts,
  };
}

function totalsOf(hosts: readonly HostReport[]): DoctorReport["totals"] {
  const verdicts = hosts.flatMap(({ findings }) => findings.map(({ verdict }) => verdict));
  const count = (verdict: Finding["verdict"]) => verdicts.filter((one) => one === verdict).length;
  return { ok: count("ok"), warnings: count("warning"), problems: count("problem") };
}
