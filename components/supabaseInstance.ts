import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { containerName, networkName, volumeName } from "./config/names";
import type { ServiceName } from "./config/services";
import { container, labelPrefix } from "./container";
import { DatabaseReady } from "./dynamic/databaseReady";
import { Ready } from "./dynamic/ready";
import { VolumeCheck, fingerprint, volumeLabels } from "./dynamic/volumeCheck";
import { snippetFile } from "./edge";
import { createSecrets } from "./secrets";
import { services } from "./services";
import { poolerTenant } from "./services/pooler";
import type { ContainerSpec, InstanceSpec, Secrets, Urls, VolumeRole } from "./spec";
import { instanceUrls } from "./urls";

/** Seconds until a first start counts as failed; an image may have to be pulled before, which is not in it. */
const startTimeout = 300;

export interface SupabaseInstanceArgs {
  readonly spec: InstanceSpec;
  /** The managed Caddy of its host. */
  readonly edge: docker.Container | undefined;
}

/** One Supabase instance: secrets, network, volumes, containers and its snippet for Caddy. */
export class SupabaseInstance extends pulumi.ComponentResource {
  readonly outputs: InstanceOutputs;

  constructor(name: string, { spec, edge }: SupabaseInstanceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("supabase:index:Instance", name, {}, opts);
    const child = { parent: this };
    const kept = { ...child, protect: spec.config.protect, retainOnDelete: spec.config.protect };
    const secrets = createSecrets(spec, { ...child, protect: spec.config.protect });
    const urls = instanceUrls(spec);
    const network = createNetwork(spec, child);
    const volumes = createVolumes(spec, secrets, child, kept);
    if (spec.config.state === "active") {
      const ready = start(spec, secrets, urls, network, { ...child, dependsOn: [network, ...volumes] });
      if (spec.host.edge.mode !== "none") snippetFile(spec, secrets, edge, { ...child, dependsOn: ready });
    } else if (spec.host.edge.mode !== "none") {
      snippetFile(spec, secrets, edge, child);
    }
    this.outputs = instanceOutputs(spec, secrets, urls);
    this.registerOutputs({ ...this.outputs });
  }
}

function createNetwork({ name, subnet }: InstanceSpec, opts: pulumi.CustomResourceOptions): docker.Network {
  const args = {
    name: networkName(name),
    driver: "bridge",
    ipamConfigs: [{ subnet }],
    labels: [{ label: `${labelPrefix}instance`, value: name }],
  };
  return new docker.Network(`${name}-network`, args, { ...opts, deleteBeforeReplace: true });
}

/** Which volumes hold data that cannot be made again. */
const roles: Record<VolumeRole, { service: ServiceName; data: boolean }> = {
  "db-data": { service: "db", data: true },
  "db-config": { service: "db", data: true },
  storage: { service: "storage", data: true },
  snippets: { service: "studio", data: true },
  functions: { service: "functions", data: true },
  "deno-cache": { service: "functions", data: false },
};

function createVolumes(
  spec: InstanceSpec,
  secrets: Secrets,
  opts: pulumi.CustomResourceOptions,
  kept: pulumi.CustomResourceOptions,
): docker.Volume[] {
  const mark = pulumi.unsecret(secrets.initialPostgresPassword.apply((password) => fingerprint(spec.name, password)));
  const registry = spec.registry ?? "upstream";
  const check = new VolumeCheck(
    `${spec.name}-volume-check`,
    {
      instance: spec.name,
      host: spec.host.docker,
      volume: volumeName(spec.name, "db-data"),
      fingerprint: mark,
      postgres: spec.postgres,
      registry,
      passwordGiven: spec.config.secrets.postgresPassword !== undefined,
    },
    opts,
  );
  const labels = [
    { label: `${labelPrefix}instance`, value: spec.name },
    { label: volumeLabels.fingerprint, value: mark },
    { label: volumeLabels.postgres, value: spec.postgres },
    { label: volumeLabels.registry, value: registry },
  ];
  // A service that is switched off keeps its data: volumes are declared for all of them.
  return Object.entries(roles).map(([role, { data }]) => {
    const args = { name: volumeName(spec.name, role), driver: "local", labels };
    // The labels say what the volume was made with, and a change would replace it with an empty one.
    const options = { ...(data ? kept : opts), dependsOn: check, ignoreChanges: ["labels", "driver", "driverOpts"] };
    return new docker.Volume(`${spec.name}-${role}-volume`, args, options);
  });
}

/** Starts all containers, those that need the database once it answers, and waits for all of them together. */
function start(
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
      jwtExpiry: spec.config.auth.jwtExpiry,
      timeout: startTimeout,
    },
    { ...opts, dependsOn: db },
  );
}

/** What a user needs to know of an instance; secrets are marked. */
export interface InstanceOutputs {
  readonly apiUrl: string;
  readonly studioUrl: string | undefined;
  readonly mailUrl: string | undefined;
  readonly poolerUrl: pulumi.Output<string> | undefined;
  readonly databaseUrl: pulumi.Output<string> | undefined;
  readonly publishableKey: pulumi.Output<string>;
  readonly anonKey: pulumi.Output<string>;
  readonly secretKey: pulumi.Output<string>;
  readonly serviceRoleKey: pulumi.Output<string>;
  readonly dashboardPassword: pulumi.Output<string>;
  readonly postgresPassword: pulumi.Output<string>;
  readonly jwtSecret: pulumi.Output<string>;
  readonly state: string;
}

function instanceOutputs(spec: InstanceSpec, secrets: Secrets, urls: Urls): InstanceOutputs {
  const { poolerSession, database } = spec.ports;
  const postgres = (user: string, at: { bind: string; port: number } | undefined) =>
    at === undefined
      ? undefined
      : pulumi.interpolate`postgresql://${user}:${secrets.postgresPassword}@${at.bind}:${at.port}/postgres`;
  return {
    apiUrl: urls.api,
    studioUrl: urls.studio,
    mailUrl: urls.mail,
    poolerUrl: postgres(`postgres.${poolerTenant(spec)}`, poolerSession),
    databaseUrl: postgres("postgres", database),
    // These two are made to be in every browser.
    publishableKey: pulumi.unsecret(secrets.publishableKey),
    anonKey: pulumi.unsecret(secrets.anonKey),
    secretKey: secrets.secretKey,
    serviceRoleKey: secrets.serviceRoleKey,
    dashboardPassword: secrets.dashboardPassword,
    postgresPassword: secrets.postgresPassword,
    jwtSecret: secrets.jwtSecret,
    state: spec.config.state,
  };
}
