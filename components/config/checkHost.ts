import type { HostSpec } from "../spec";
import { resourcesOf, servicesOf } from "./derive";
import type { Binding } from "./binding";
import type { ParsedFleet } from "./parse";
import type { Path, Problems } from "./problems";
import { isAligned, overlap, parseCidr } from "./subnets";

type Entry = ParsedFleet["instances"][number];

/** What a host says of itself. Two with one Docker would give out the same ports twice. */
export function checkHost(
  { name, docker, ssh, edge, subnets }: HostSpec,
  hosts: readonly HostSpec[],
  problems: Problems,
): void {
  const path: Path = ["hosts", name];
  const twin = hosts.find((other) => other.docker === docker && other.name < name);
  if (twin !== undefined) problems.add([...path, "docker"], `${docker} is host ${twin.name} already`);
  if (docker.startsWith("tcp://") && ssh === undefined && edge.mode !== "none") {
    problems.add(
      [...path, "edge", "mode"],
      `${edge.mode} writes files on the host, which ${docker} cannot: set ssh, or mode: none`,
    );
  }
  if (!isAligned(subnets)) problems.add([...path, "subnets"], "should start at the first address of its range");
  if (edge.httpPort === edge.httpsPort) problems.add([...path, "edge", "httpsPort"], "should differ from httpPort");
}

/** What the instances of one host share: its ports, its addresses and its memory. */
export function checkOnHost(entries: readonly Entry[], host: HostSpec, problems: Problems): void {
  checkPorts(entries, host, problems);
  checkSubnets(entries, problems);
  if (host.memory === undefined) return;
  const active = entries.filter(({ config }) => config.state === "active");
  const reserved = active.reduce(
    (sum, { config }) =>
      sum + servicesOf(config).reduce((own, service) => own + resourcesOf(config)[service].memoryReservation, 0),
    0,
  );
  if (reserved <= host.memory) return;
  problems.add(
    ["hosts", host.name, "memory"],
    `is ${host.memory}m, but its active instances (${active.length}) reserve ${reserved}m: pause one, or lower its size or resources`,
  );
}

interface Owner {
  readonly binding: Binding;
  readonly name: string;
}

function checkPorts(entries: readonly Entry[], host: HostSpec, problems: Problems): void {
  const { mode, bind, httpPort, httpsPort } = host.edge;
  const edge = mode === "managed" ? [httpPort, httpsPort] : [];
  const seen: Owner[] = edge.map((port) => ({ binding: { bind, port }, name: `the edge of host ${host.name}` }));
  for (const { index, config } of entries) {
    for (const [role, binding] of Object.entries(config.ports)) {
      const path: Path = ["instances", index, "ports", role];
      const owner = seen.find((other) => collide(other.binding, binding));
      if (owner === undefined) seen.push({ binding, name: path.join("/") });
      else problems.add(path, `${binding.port} is taken by ${owner.name}`);
    }
  }
}

const everywhere = "0.0.0.0";

/** The same port of two addresses is two ports. */
const collide = (a: Binding, b: Binding) =>
  a.port === b.port && (a.bind === b.bind || a.bind === everywhere || b.bind === everywhere);

function checkSubnets(entries: readonly Entry[], problems: Problems): void {
  const seen: { index: number; subnet: string }[] = [];
  for (const { index, config } of entries) {
    const { subnet } = config;
    if (subnet === undefined) continue;
    const path: Path = ["instances", index, "subnet"];
    const range = parseCidr(subnet);
    if (!isAligned(subnet)) problems.add(path, "should start at the first address of its range");
    if (range.last - range.first < 31)
      problems.add(path, "should be a /27 or larger: an instance has up to 16 containers");
    const other = seen.find((s) => overlap(parseCidr(s.subnet), range));
    if (other !== undefined) problems.add(path, `${subnet} overlaps ${other.subnet} of instances/${other.index}`);
    seen.push({ index, subnet });
  }
}
