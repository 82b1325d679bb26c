import { createHash } from "node:crypto";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { containerName, volumeName } from "./config/names";
import type { ServiceName } from "./config/services";
import type { ContainerSpec, Healthcheck, InstanceSpec, UploadedFile } from "./spec";

/** Labels that say whose a container, network or volume is. */
export const labelPrefix = "supabase-fleet.";

/**
 * A service's container: the only place that speaks Docker. What the daemon would fill in is always written out, and lists
 * are sorted: otherwise every preview finds a difference that nobody made.
 */
export function container(
  instance: InstanceSpec,
  service: ServiceName,
  spec: ContainerSpec,
  network: docker.Network,
  opts: pulumi.CustomResourceOptions,
): docker.Container {
  const limits = instance.resources[service];
  const grace = spec.stopGrace ?? 10;
  const args: docker.ContainerArgs = {
    name: containerName(instance.name, service),
    image: instance.images[service],
    entrypoints: spec.entrypoint?.slice(),
    command: spec.command?.slice(),
    envs: envLines({ ...spec.env, ...own(instance, service) }),
    healthcheck: spec.healthcheck === undefined ? undefined : healthcheck(spec.healthcheck),
    labels: labels(instance.name, service, spec),
    uploads: spec.files?.slice().sort(byPath).map(upload),
    volumes: mounts(instance, spec),
    ports: ports(spec),
    networkMode: "bridge",
    // The network's output, not its name: a network that is replaced takes its containers along.
    networksAdvanced: [{ name: network.name, aliases: [service, ...(spec.aliases ?? [])].sort() }],
    restart: "unless-stopped",
    memory: limits.memory,
    memoryReservation: limits.memoryReservation,
    // Twice the memory is Docker's own choice; unwritten, each preview would show it.
    memorySwap: limits.memory * 2,
    cpuShares: limits.cpuShares,
    shmSize: limits.shmSize,
    logDriver: "json-file",
    logOpts: { "max-file": String(instance.config.logs.maxFiles), "max-size": instance.config.logs.maxSize },
    stopSignal: spec.stopSignal,
    stopTimeout: grace,
    destroyGraceSeconds: grace,
    securityOpts: spec.securityOptions?.slice().sort(),
    mustRun: true,
    removeVolumes: false,
  };
  const ignoreChanges = spec.filesReplace === false ? ["uploads"] : [];
  return new docker.Container(`${instance.name}-${service}`, args, {
    ...opts,
    ignoreChanges,
    deleteBeforeReplace: true,
  });
}

function own(instance: InstanceSpec, service: ServiceName): Record<string, pulumi.Input<string>> {
  const given = instance.config.env[service] ?? {};
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, value.open()]));
}

/** `KEY=value` lines, sorted, so that moving a line of code is never a difference. */
export function envLines(env: ContainerSpec["env"]): pulumi.Output<string>[] {
  return Object.entries(env)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => pulumi.interpolate`${key}=${value}`);
}

function healthcheck({ test, interval, timeout, retries, startPeriod }: Healthcheck) {
  return {
    tests: test.slice(),
    interval: duration(interval),
    timeout: duration(timeout),
    retries,
    startPeriod: duration(startPeriod),
  };
}

/** Docker answers with minutes and seconds apart, and so do we: `90` as `1m30s`. */
function duration(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  return minutes === 0 ? `${seconds}s` : `${minutes}m${seconds % 60}s`;
}

/**
 * The provider reports a changed health check as an update and does nothing. A label replaces the container, so what the
 * provider cannot apply is folded into one.
 */
function labels(instance: string, service: ServiceName, spec: ContainerSpec): docker.types.input.ContainerLabel[] {
  const folded = createHash("sha256")
    .update(JSON.stringify(spec.healthcheck ?? null))
    .digest("hex")
    .slice(0, 12);
  return [
    { label: `${labelPrefix}healthcheck`, value: folded },
    { label: `${labelPrefix}instance`, value: instance },
    { label: `${labelPrefix}service`, value: service },
  ];
}

const byPath = (a: UploadedFile, b: UploadedFile) => (a.path < b.path ? -1 : 1);

function upload({ path, content, encoding }: UploadedFile): docker.types.input.ContainerUpload {
  return encoding === "base64" ? { file: path, contentBase64: content } : { file: path, content };
}

function mounts(instance: InstanceSpec, spec: ContainerSpec): docker.types.input.ContainerVolume[] {
  const volumes = (spec.volumes ?? []).map(({ role, path, readOnly = false }) => ({
    volumeName: volumeName(instance.name, role),
    containerPath: path,
    readOnly,
  }));
  const paths = (spec.hostPaths ?? []).map(({ host, path, writable = false }) => ({
    hostPath: host,
    containerPath: path,
    readOnly: !writable,
  }));
  return [...volumes, ...paths].sort((a, b) => (a.containerPath < b.containerPath ? -1 : 1));
}

function ports(spec: ContainerSpec): docker.types.input.ContainerPort[] {
  return (spec.ports ?? [])
    .map(({ binding, container: internal }) => ({
      internal,
      external: binding.port,
      ip: binding.bind,
      protocol: "tcp",
    }))
    .sort((a, b) => a.internal - b.internal);
}
