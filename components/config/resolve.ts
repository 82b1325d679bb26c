import { imageName, release } from "../release";
import type { Fleet, HostSpec, InstanceSpec, Ports } from "../spec";
import { checkFleet } from "./check";
import { hostOf, resourcesOf, servicesOf } from "./derive";
import { readFolder, readText } from "./files";
import type { InstanceConfig } from "./instance";
import type { ParsedFleet } from "./parse";
import { choosePorts } from "./ports";
import { Problems } from "./problems";
import { type ServiceName, serviceNames } from "./services";
import { chooseSubnets } from "./subnets";

type Entry = ParsedFleet["instances"][number];

/** Fills in everything a config leaves open, and checks what the values mean together. */
export function resolveFleet(parsed: ParsedFleet, problems: Problems): Fleet | undefined {
  const hosts = Object.entries(parsed.hosts)
    .map(([name, config]): HostSpec => ({ name, ...config }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  checkFleet(parsed, hosts, problems);
  if (problems.list.length > 0) return undefined;
  const instances = hosts.flatMap((host) => resolveHost(parsed, host, problems));
  instances.sort((a, b) => (a.name < b.name ? -1 : 1));
  return { hosts, instances, edgeImage: imageName(release(parsed.release).images.edge, parsed.registry) };
}

function resolveHost(parsed: ParsedFleet, host: HostSpec, problems: Problems): InstanceSpec[] {
  const hostNames = Object.keys(parsed.hosts);
  const own = parsed.instances.filter(({ config }) => hostOf(config, hostNames) === host.name);
  try {
    const ports = derivePorts(own, host);
    const subnets = chooseSubnets(
      host.subnets,
      own.map(({ config: { name, subnet } }) => ({ name, subnet })),
    );
    return own.flatMap((entry) => resolveInstance(parsed, host, entry, ports, subnets, problems));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    problems.add(["hosts", host.name], error.message);
    return [];
  }
}

/** The published ports of instances of one host. @throws RangeError when a range is full. */
export function derivePorts(own: readonly Pick<Entry, "config">[], host: HostSpec): Map<string, Ports> {
  const requests = own.map(({ config }) => ({
    name: config.name,
    services: servicesOf(config),
    ports: config.ports,
  }));
  return choosePorts(requests, edgePorts(host));
}

const edgePorts = ({ edge }: HostSpec) => (edge.mode === "none" ? [] : [edge.httpPort, edge.httpsPort]);

function resolveInstance(
  parsed: ParsedFleet,
  host: HostSpec,
  { index, config }: Entry,
  ports: ReadonlyMap<string, Ports>,
  subnets: ReadonlyMap<string, string>,
  problems: Problems,
): InstanceSpec[] {
  const own = ports.get(config.name);
  const subnet = subnets.get(config.name);
  if (own === undefined || subnet === undefined) return [];
  const fail =
    (...path: string[]) =>
    (error: unknown) =>
      problems.add(["instances", index, ...path], error instanceof Error ? error.message : String(error));
  return [
    {
      name: config.name,
      host,
      domain: parsed.domain,
      subdomain: config.subdomain ?? config.name,
      services: servicesOf(config),
      registry: parsed.registry,
      images: imagesOf(config, parsed),
      postgres: config.database.major ?? release(config.release ?? parsed.release).postgres,
      resources: resourcesOf(config),
      ports: own,
      subnet,
      mailTemplates: textsOf(config.auth.mail.templates, (kind) => fail("auth", "mail", "templates", kind)),
      initSql: textOf(config.database.initSql, fail("database", "initSql")),
      functionFiles: folderOf(config.functions.folder, fail("functions", "folder")),
      config,
    },
  ];
}

function imagesOf(config: InstanceConfig, parsed: ParsedFleet): Record<ServiceName, string> {
  const { images, otherPostgres, postgres } = release(config.release ?? parsed.release);
  const db =
    config.database.major === "15" || config.database.major === "17"
      ? config.database.major === postgres
        ? images.db
        : otherPostgres[config.database.major]
      : images.db;
  const own: Partial<Record<ServiceName, string>> = {
    db,
    // Its psql and pg_dump are of the server's own version.
    backupsql: config.images.db ?? db,
    gateway: config.gateway === "kong" ? images.kong : images.gateway,
  };
  const named = (service: ServiceName) =>
    imageName(config.images[service] ?? own[service] ?? images[service], parsed.registry);
  return Object.fromEntries(serviceNames.map((service) => [service, named(service)])) as Record<ServiceName, string>; // built from serviceNames
}

type TextOrFile = string | { readonly file: string };

function textOf(given: TextOrFile | undefined, fail: (error: unknown) => void): string | undefined {
  try {
    return typeof given === "object" ? readText(given.file) : given;
  } catch (error) {
    fail(error);
    return undefined;
  }
}

function textsOf(
  given: Readonly<Record<string, TextOrFile | undefined>>,
  fail: (key: string) => (error: unknown) => void,
): Record<string, string> {
  const texts = Object.entries(given).flatMap(([key, value]) => {
    const text = textOf(value, fail(key));
    return text === undefined ? [] : [[key, text] as const];
  });
  return Object.fromEntries(texts);
}

function folderOf(folder: string | undefined, fail: (error: unknown) => void): InstanceSpec["functionFiles"] {
  try {
    return folder === undefined ? [] : readFolder(folder);
  } catch (error) {
    fail(error);
    return [];
  }
}
