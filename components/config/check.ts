import { release } from "../release";
import type { HostSpec } from "../spec";
import { hostOf, resourcesOf, servicesOf } from "./derive";
import { hostNames, reservedNames } from "./names";
import { nearest } from "./nearest";
import type { ParsedFleet } from "./parse";
import type { Problems } from "./problems";
import { serviceNeeds } from "./services";
import { isAligned, overlap, parseCidr } from "./subnets";

type Entry = ParsedFleet["instances"][number];
type Path = readonly (string | number)[];

/** What the values of a config mean together: collisions, missing partners, sums. */
export function checkFleet(parsed: ParsedFleet, hosts: readonly HostSpec[], problems: Problems): void {
  for (const host of hosts) checkHost(host, problems);
  for (const entry of parsed.instances) {
    checkName(entry, problems);
    checkPlace(entry, hosts, problems);
    checkServices(entry, problems);
    checkMail(entry, problems);
    checkDatabase(entry, parsed, problems);
    checkMemory(entry, problems);
  }
  checkDistinct(
    parsed.instances,
    ({ config }) => [["name", config.name]],
    "is the name of another instance too",
    problems,
  );
  checkDistinct(
    parsed.instances,
    (entry) => namesOf(entry, parsed.domain),
    "belongs to another instance too",
    problems,
  );
  const names = hosts.map((host) => host.name);
  for (const host of hosts) {
    checkOnHost(
      parsed.instances.filter(({ config }) => hostOf(config, names) === host.name),
      host,
      problems,
    );
  }
}

function checkHost(host: HostSpec, problems: Problems): void {
  const { docker, ssh, edge } = host;
  if (docker.startsWith("tcp://") && ssh === undefined && edge.mode !== "none") {
    problems.add(
      ["hosts", host.name, "edge", "mode"],
      `${edge.mode} writes files on the host, which ${docker} cannot: set ssh, or mode: none`,
    );
  }
  if (!isAligned(host.subnets))
    problems.add(["hosts", host.name, "subnets"], "should start at the first address of its range");
  if (edge.httpPort === edge.httpsPort)
    problems.add(["hosts", host.name, "edge", "httpsPort"], "should differ from httpPort");
}

function checkName({ index, config }: Entry, problems: Problems): void {
  const reserved = reservedNames.find((name) => name === config.name);
  if (reserved !== undefined)
    problems.add(["instances", index, "name"], `"${reserved}" is reserved for our own containers`);
  if (config.name.includes("--")) problems.add(["instances", index, "name"], "should not hold two hyphens in a row");
}

function checkPlace({ index, config }: Entry, hosts: readonly HostSpec[], problems: Problems): void {
  const names = hosts.map((host) => host.name);
  if (config.host === undefined) {
    if (names.length > 1)
      problems.add(["instances", index, "host"], `is missing; there are several: ${names.join(", ")}`);
    return;
  }
  if (names.includes(config.host) || names.length === 0) return;
  const suggestion = nearest(config.host, names);
  problems.add(
    ["instances", index, "host"],
    `"${config.host}" is not one of the hosts (${names.join(", ")})${suggestion === undefined ? "" : `; did you mean "${suggestion}"?`}`,
  );
}

function checkServices({ index, config }: Entry, problems: Problems): void {
  const on = servicesOf(config);
  for (const service of on) {
    for (const need of serviceNeeds[service] ?? []) {
      if (!on.includes(need))
        problems.add(
          ["instances", index, "services", need],
          `is off, but ${service} needs it: switch ${service} off too, or ${need} on`,
        );
    }
  }
}

function checkMail({ index, config }: Entry, problems: Problems): void {
  const { email, smtp } = config.auth;
  const sends = config.auth.enableSignup && email.enabled && !email.autoconfirm;
  if (sends && smtp === undefined && !config.services.mail) {
    problems.add(
      ["instances", index, "auth", "smtp"],
      "is missing, and services.mail is off: mails that confirm an address have nowhere to go",
    );
  }
}

function checkDatabase({ index, config }: Entry, parsed: ParsedFleet, problems: Problems): void {
  const { major } = config.database;
  const { postgres, otherPostgres } = release(config.release ?? parsed.release);
  if (major === undefined || major === postgres || major in otherPostgres) return;
  problems.add(["instances", index, "database", "major"], `is not in release ${config.release ?? parsed.release}`);
}

function checkMemory({ index, config }: Entry, problems: Problems): void {
  for (const [service, limits] of Object.entries(resourcesOf(config))) {
    if (limits.memoryReservation <= limits.memory) continue;
    problems.add(
      ["instances", index, "resources", service, "memoryReservation"],
      `is more than memory (${limits.memory}m)`,
    );
  }
}

function namesOf({ config }: Entry, domain: string): [string, string][] {
  const { api, studio, mail } = hostNames(config.subdomain ?? config.name, domain);
  const key = config.subdomain === undefined ? "name" : "subdomain";
  return [
    [key, api],
    [key, studio],
    [key, mail],
    ...config.customDomains.map((name, i): [string, string] => [`customDomains/${i}`, name]),
  ];
}

/** Reports every value that an earlier entry has already. */
function checkDistinct(
  entries: readonly Entry[],
  values: (entry: Entry) => [string, string][],
  what: string,
  problems: Problems,
): void {
  const seen = new Map<string, number>();
  for (const entry of entries) {
    for (const [path, value] of values(entry)) {
      const first = seen.get(value);
      if (first === undefined) seen.set(value, entry.index);
      else
        problems.add(
          ["instances", entry.index, path],
          `"${value}" ${first === entry.index ? "is there twice" : `${what} (instances/${first})`}`,
        );
    }
  }
}

function checkOnHost(entries: readonly Entry[], host: HostSpec, problems: Problems): void {
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
    `is ${host.memory}m, but the ${active.length} active instances on it reserve ${reserved}m`,
  );
}

function checkPorts(entries: readonly Entry[], host: HostSpec, problems: Problems): void {
  const { mode, httpPort, httpsPort } = host.edge;
  const edge = mode === "managed" ? [httpPort, httpsPort] : [];
  const seen = new Map<number, string>(edge.map((port) => [port, `the edge of host ${host.name}`]));
  for (const { index, config } of entries) {
    for (const [role, binding] of Object.entries(config.ports)) {
      const path: Path = ["instances", index, "ports", role];
      const owner = seen.get(binding.port);
      if (owner === undefined) seen.set(binding.port, path.join("/"));
      else problems.add(path, `${binding.port} is taken by ${owner}`);
    }
  }
}

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
