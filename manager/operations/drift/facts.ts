import type Dockerode from "dockerode";
import type { Fact } from "./finding";
import type { Made } from "./made";
import type { Property } from "./types";

/** Everything about a container that can drift, one by one. */
export function factsOf(made: Made): Fact[] {
  const { host } = made;
  return [
    fact("image", made.image),
    ...made.env.map((line) => named("env", line.split("=", 1)[0] ?? line, line.slice(line.indexOf("=") + 1))),
    fact("entrypoint", JSON.stringify(made.entrypoint)),
    fact("command", JSON.stringify(made.command)),
    ...each("label", made.labels),
    ...each("mount", made.mounts),
    ...Object.entries(made.networks).map(([name, aliases]) => named("network", name, aliasesOf(aliases))),
    ...healthcheck(made.healthcheck),
    ...ports(host.PortBindings ?? {}),
    ...limits(host),
    fact("stopSignal", made.stopSignal),
    fact("stopGrace", `${made.stopGrace} s`),
    fact("logDriver", host.LogConfig?.Type ?? ""),
    ...each("logOption", host.LogConfig?.Config ?? {}),
    ...[...(host.SecurityOpt ?? [])].sort().map((option) => named("securityOption", option, "set")),
    ...privileges(host),
    fact("user", made.user),
    fact("workingDir", made.workingDir),
  ];
}

const fact = (property: Property, text: string): Fact => ({ property, text });
const named = (property: Property, name: string, text: string): Fact => ({ property, name, text });
const each = (property: Property, values: Readonly<Record<string, string>>): Fact[] =>
  Object.entries(values).map(([name, text]) => named(property, name, text));

const aliasesOf = (aliases: readonly string[]) =>
  aliases.length === 0 ? "no alias" : [...new Set(aliases)].sort().join(", ");

function healthcheck(given: Dockerode.HealthConfig | undefined): Fact[] {
  if (given === undefined) return [named("healthcheck", "test", "none")];
  const { Test = [], Interval = 0, Timeout = 0, Retries = 0, StartPeriod = 0 } = given;
  const seconds = (nanoseconds: number) => `${nanoseconds / 1e9} s`;
  return [
    named("healthcheck", "test", JSON.stringify(Test)),
    named("healthcheck", "interval", seconds(Interval)),
    named("healthcheck", "timeout", seconds(Timeout)),
    named("healthcheck", "retries", String(Retries)),
    named("healthcheck", "startPeriod", seconds(StartPeriod)),
  ];
}

type Bindings = Readonly<Record<string, readonly { HostIp?: string; HostPort?: string }[] | null>>;

function ports(bindings: Bindings): Fact[] {
  const text = (binding: { HostIp?: string; HostPort?: string }) =>
    `${binding.HostIp || "0.0.0.0"}:${binding.HostPort ?? ""}`;
  return Object.entries(bindings).flatMap(([port, to]) =>
    to === null || to.length === 0 ? [] : [named("port", port, to.map(text).sort().join(", "))],
  );
}

/** 64 MiB, when nobody says another. */
const dockersShm = 64 * 1024 * 1024;

function limits(host: Dockerode.HostConfig): Fact[] {
  const { Memory, MemorySwap, MemoryReservation, CpuShares, ShmSize, PidsLimit, RestartPolicy } = host;
  return [
    fact("memory", mebibytes(Memory)),
    fact("memorySwap", mebibytes(MemorySwap)),
    fact("memoryReservation", mebibytes(MemoryReservation)),
    fact("cpuShares", String(CpuShares ?? 0)),
    fact("cpus", cpus(host)),
    fact("shmSize", mebibytes(ShmSize || dockersShm)),
    fact("pids", PidsLimit ? String(PidsLimit) : "no limit"),
    fact("restart", restart(RestartPolicy)),
  ];
}

/** As the stack file writes it. */
function mebibytes(bytes = 0): string {
  if (bytes <= 0) return "no limit";
  return bytes % 1024 ** 2 === 0 ? `${bytes / 1024 ** 2}m` : `${bytes} bytes`;
}

function cpus({ NanoCpus, CpuQuota, CpuPeriod, CpusetCpus }: Dockerode.HostConfig): string {
  if (NanoCpus) return `${NanoCpus / 1e9} cpus`;
  if (CpuQuota && CpuQuota > 0) return `${CpuQuota / (CpuPeriod || 100_000)} cpus`;
  return CpusetCpus ? `on ${CpusetCpus}` : "no limit";
}

function restart(policy: Dockerode.HostRestartPolicy | undefined): string {
  const { Name, MaximumRetryCount } = policy ?? {};
  return MaximumRetryCount ? `${Name}:${MaximumRetryCount}` : Name || "no";
}

/** What nobody here asks for, and what would take walls down. */
function privileges(host: Dockerode.HostConfig): Fact[] {
  const list = (given: readonly unknown[] | null | undefined) => (given ?? []).map((one) => JSON.stringify(one)).sort();
  const given: Readonly<Record<string, readonly string[]>> = {
    privileged: host.Privileged ? ["yes"] : [],
    capAdd: list(host.CapAdd),
    capDrop: list(host.CapDrop),
    devices: list(host.Devices),
    extraHosts: list(host.ExtraHosts),
    dns: list(host.Dns),
    pidMode: host.PidMode ? [host.PidMode] : [],
    readOnlyRoot: host.ReadonlyRootfs ? ["yes"] : [],
    publishAll: host.PublishAllPorts ? ["yes"] : [],
  };
  return Object.entries(given).flatMap(([name, values]) =>
    values.length === 0 ? [] : [named("privilege", name, values.join(", "))],
  );
}
