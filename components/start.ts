import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import { containerName } from "./config/names";
import type { ServiceName } from "./config/services";
import { container } from "./container";
import { DatabaseReady } from "./dynamic/databaseReadyResource";
import { Ready } from "./dynamic/ready";
import { services } from "./services";
import { poolerMark } from "./services/pooler";
import type { ContainerSpec, InstanceSpec, Secrets, Urls } from "./spec";

/** Seconds until a first start counts as failed; an image may have to be pulled before, which is not in it. */
const startTimeout = 300;

/** Starts all containers, those that need the database once it answers, and waits for all of them together. */
export function start(
  spec: InstanceSpec,
  secrets: Secrets,
  urls: Urls,
  network: docker.Network,
  opts: pulumi.CustomResourceOptions & { readonly dependsOn: readonly pulumi.Resource[] },
): Ready {
  const specs = new Map(spec.services.map((service) => [service, services[service](spec, secrets, urls)]));
  const running = new Map<ServiceName, docker.Container>();
  const run = (service: ServiceName, containerSpec: ContainerSpec, after: readonly pulumi.Resource[]) => {
    const created = container(spec, service, containerSpec, network, {
      ...opts,
      dependsOn: [...opts.dependsOn, ...after],
    });
    running.set(service, created);
    return created;
  };
  const db = specs.get("db");
  if (db === undefined) throw new Error(`${spec.name} has no database`);
  const database = databaseReady(spec, secrets, run("db", db, []), opts);
  for (const [service, containerSpec] of ordered(specs)) {
    const earlier = (containerSpec.after ?? []).flatMap((need) => running.get(need) ?? []);
    run(service, containerSpec, [...(containerSpec.needsDatabase ? [database] : []), ...earlier]);
  }
  const containers = Object.fromEntries(
    [...running.keys()].sort().map((service) => [containerName(spec.name, service), spec.resources[service].pids]),
  );
  const ids = [...running].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, created]) => created.id);
  return new Ready(
    `${spec.name}-ready`,
    { host: spec.host.docker, containers, ids, timeout: startTimeout },
    { ...opts, dependsOn: [...running.values(), database] },
  );
}

/** Everything but the database, with what is started before others first. */
function ordered(specs: ReadonlyMap<ServiceName, ContainerSpec>): [ServiceName, ContainerSpec][] {
  const rest = [...specs].filter(([service]) => service !== "db");
  return rest.sort(([, a], [, b]) => (a.after?.length ?? 0) - (b.after?.length ?? 0));
}

function databaseReady(
  spec: InstanceSpec,
  secrets: Secrets,
  db: docker.Container,
  opts: pulumi.CustomResourceOptions,
): DatabaseReady {
  return new DatabaseReady(
    `${spec.name}-database`,
    {
      host: spec.host.docker,
      container: containerName(spec.name, "db"),
      containerId: db.id,
      password: secrets.postgresPassword,
      pooler: poolerMark(spec, secrets),
      jwtExpiry: spec.config.auth.jwtExpiry,
      timeout: startTimeout,
    },
    { ...opts, dependsOn: db },
  );
}
