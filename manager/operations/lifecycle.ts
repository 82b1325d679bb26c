import { edgeName } from "../../components/config/names";
import type { ServiceName } from "../../components/config/services";
import { waitUntilHealthy } from "../../components/dynamic/wait";
import { recorded } from "./apply";
import { atOnce } from "./atOnce";
import { type Placed, askOf, containerOf, placed, serviceNamed } from "./containers";
import { FleetError, messageOf } from "./errors";
import { type Host, ask } from "./host";
import { type Running, begin, end, note, stopIfCancelled } from "./progress";
import type { Workspace } from "./workspace";

export type LifecycleAction = "start" | "stop" | "restart";

export interface LifecycleOptions {
  readonly action: LifecycleAction;
  /** Names of the instances; all when none is given, with the managed Caddy of their hosts. */
  readonly names?: readonly string[];
  /** Of the instances, only those on this host. */
  readonly host?: string;
  /** One service of an instance; all when unset. */
  readonly service?: string;
  /** Seconds to wait for another job to end. */
  readonly wait?: number;
}

export interface LifecycleResult {
  readonly action: LifecycleAction;
  /** Instances that it was done to. */
  readonly done: readonly string[];
  /** Instances that are paused in the list: they have no containers. */
  readonly paused: readonly string[];
}

/** Instances at a time: each starts a dozen processes. */
const instancesAtOnce = 4;
/** Seconds until a start counts as failed, as in an apply. */
const startTimeout = 300;

/**
 * Starts or stops containers that are there, through Docker: the database first on the way up and last on the way down, each
 * stopped by its own signal with its own time. What one instance fails in does not hold the others up.
 * @throws FleetError naming each that failed.
 */
export async function lifecycle(
  workspace: Workspace,
  options: LifecycleOptions,
  running: Running,
): Promise<LifecycleResult> {
  const { action, names = [], service, wait = 0 } = options;
  const all = (await placed(workspace, names)).filter(({ host }) => (options.host ?? host.name) === host.name);
  const services = service === undefined ? undefined : all.map(({ spec }) => serviceNamed(spec, service)).slice(0, 1);
  const paused = all.filter(({ spec }) => spec.config.state === "paused").map(({ spec }) => spec.name);
  const active = all.filter(({ spec }) => spec.config.state === "active");
  if (names.length > 0 && action !== "stop" && paused.length > 0)
    throw new FleetError("refused", `${paused[0]} is paused: "fleet resume ${paused[0]}" brings it back.`);
  const edges = names.length > 0 ? [] : managedEdges(active);
  const job = [action, ...(names.length > 0 ? names : ["--all"]), ...(service === undefined ? [] : [service])].join(
    " ",
  );
  return await recorded(workspace, { job, wait }, running, async () => {
    if (action !== "start") await Promise.all(edges.map((host) => edge(host, "stop")));
    const failures = await atOnce(instancesAtOnce, active, async (instance) => {
      stopIfCancelled(running);
      return await attempt(instance, action, services ?? instance.spec.services, running);
    });
    if (action !== "stop") await Promise.all(edges.map((host) => edge(host, "start")));
    const failed = failures.filter((failure) => failure !== "");
    if (failed.length > 0) throw new FleetError("failed", failed.join("\n\n"));
    return { action, done: active.map(({ spec }) => spec.name), paused };
  });
}

/** @returns why it failed, or nothing. */
async function attempt(
  instance: Placed,
  action: LifecycleAction,
  services: readonly ServiceName[],
  running: Running,
): Promise<string> {
  const { name } = instance.spec;
  try {
    if (action !== "start") await stop(instance, services, running);
    stopIfCancelled(running);
    if (action !== "stop") await start(instance, services, running);
    return "";
  } catch (error) {
    if (error instanceof FleetError && error.kind === "cancelled") throw error;
    note(running, `${action} failed`, name);
    return `${name}: ${messageOf(error)}`;
  }
}

/** The database first; Auth reads its mail templates as it starts, so these come before the rest. */
const inOrder = (services: readonly ServiceName[]): ServiceName[][] => {
  const first: readonly ServiceName[] = ["db", "templates"];
  const rest = services.filter((service) => !first.includes(service));
  return [...first.filter((service) => services.includes(service)).map((service) => [service]), rest];
};

async function start(instance: Placed, services: readonly ServiceName[], running: Running): Promise<void> {
  const { name } = instance.spec;
  begin(running, "starting", name);
  const deadline = Date.now() + startTimeout * 1000;
  for (const together of inOrder(services)) {
    stopIfCancelled(running);
    await all(together, async (service) => {
      const container = containerOf(instance, service);
      await unlessSo(askOf(instance, service, container.start()));
      await waitUntilHealthy(instance.host.docker, `supabase-${name}-${service}`, deadline);
    });
  }
  end(running, "started", name);
}

async function stop(instance: Placed, services: readonly ServiceName[], running: Running): Promise<void> {
  const { name } = instance.spec;
  begin(running, "stopping", name);
  for (const together of inOrder(services).reverse()) {
    // Without a time of ours, Docker uses the container's own.
    await all(together, async (service) => {
      await unlessSo(askOf(instance, service, containerOf(instance, service).stop()));
    });
  }
  end(running, "stopped", name);
}

/** All of them to their end, then the first failure. */
async function all(services: readonly ServiceName[], work: (service: ServiceName) => Promise<void>): Promise<void> {
  const results = await Promise.allSettled(services.map(work));
  for (const result of results) if (result.status === "rejected") throw result.reason;
}

/** Docker answers 304 when a container is started or stopped already. */
async function unlessSo(answer: Promise<unknown>): Promise<void> {
  try {
    await answer;
  } catch (error) {
    if (typeof error !== "object" || error === null || !("statusCode" in error) || error.statusCode !== 304)
      throw error;
  }
}

function managedEdges(instances: readonly Placed[]): Host[] {
  const hosts = new Map(instances.map(({ host }) => [host.name, host]));
  return [...hosts.values()].filter(({ spec }) => spec.edge.mode === "managed");
}

async function edge(host: Host, action: "start" | "stop"): Promise<void> {
  const container = host.docker.getContainer(edgeName);
  await unlessSo(ask(host, action === "start" ? container.start() : container.stop()));
}
