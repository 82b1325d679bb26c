import type { InstanceSpec } from "../../../components/spec";
import { type ServiceName, serviceNames } from "../../../components/config/services";
import type { Step } from "../../../engine/engine";
import type { ContainerInputs } from "../../../engine/containerOptions";
import { roleOf } from "../../../engine/composeService";
import { FleetError } from "../errors";
import { fleetOf } from "../fleetFile";
import { model } from "../model";
import { type RawEntry, type Settings, over, withList } from "../otherList";
import { unknown } from "../plan/values";
import type { Workspace } from "../workspace";

/** A container as the program wants it. Its secrets are plain. */
export interface WantedContainer {
  readonly service: string;
  readonly inputs: ContainerInputs;
}

/** An instance as the program would run it, whatever its state, without its backups. Its secrets are plain. */
export interface Wanted {
  readonly spec: InstanceSpec;
  /** Whether the list has it paused. */
  readonly paused: boolean;
  readonly containers: readonly WantedContainer[];
  /** Containers of every service that there is, also those that are off: some secrets are in those alone. */
  readonly everything: readonly WantedContainer[];
  /** Limit of processes by container. */
  readonly pids: ReadonlyMap<string, number>;
  /** Text of its snippet for Caddy; undefined where the host has no edge. */
  readonly snippet: string | undefined;
  readonly outputs: Readonly<Record<string, string | undefined>>;
  /** What the list says of it. */
  readonly entry: RawEntry;
}

/** @throws FleetError when there is no such instance, or when it was never applied. */
export async function wantedOf(workspace: Workspace, name: string): Promise<Wanted> {
  let entry: RawEntry | undefined;
  const { instances } = await fleetOf(workspace);
  const stores = instances.some((instance) => instance.name === name && instance.config.backup !== undefined);
  // Outside the fleet nobody restores them or looks after them, and Postgres would keep its log for them.
  const alone = stores ? { state: "active", backup: { enabled: false } } : { state: "active" };
  const active = await model(
    withList(workspace, (entries) => {
      entry = entries.find((one) => one.name === name);
      return entries.map((one) => (one.name === name ? over(one, alone) : one));
    }),
  );
  const spec = active.fleet.instances.find((instance) => instance.name === name);
  if (spec === undefined || entry === undefined) throw new FleetError("usage", `There is no instance "${name}" in the list.`); // prettier-ignore
  const steps = active.steps.filter(({ parent }) => parent === name);
  if (!steps.some(({ type, old }) => type.endsWith(":Volume") && old !== undefined))
    throw new FleetError("refused", `${name} has not been made yet: fleet apply`);
  const containers = containersIn(steps);
  return {
    spec,
    paused: stateOf(entry, await workspace.engine.config()) === "paused",
    containers,
    everything: spec.services.length === serviceNames.length ? containers : await withAllServices(workspace, name),
    pids: new Map(steps.flatMap(({ type, inputs }) => (type.endsWith(":Ready") ? limits(inputs) : []))),
    snippet: textOf(steps.find(({ type }) => type.endsWith(":RemoteFile"))?.inputs?.content),
    outputs: active.outputs[name] ?? {},
    entry,
  };
}

const switchable = [
  "realtime",
  "storage",
  "imgproxy",
  "functions",
  "studio",
  "meta",
  "pooler",
  "mail",
  "analytics",
] as const;

async function withAllServices(workspace: Workspace, name: string): Promise<WantedContainer[]> {
  const services = Object.fromEntries(switchable.map((service) => [service, true]));
  const all = await model(
    withList(workspace, (entries) =>
      entries.map((one) => (one.name === name ? { ...one, state: "active", services } : one)),
    ),
  );
  return containersIn(all.steps.filter(({ parent }) => parent === name));
}

/** The containers among what the program wants. @throws FleetError when a value is not known before an apply. */
export function containersIn(steps: readonly Step[]): WantedContainer[] {
  return steps.flatMap(({ type, inputs }) => {
    if (!type.endsWith(":Container") || inputs === undefined) return [];
    if (JSON.stringify(inputs).includes(unknown))
      throw new FleetError("refused", `Some of its values are not known before an apply: fleet apply`);
    const container = inputs as unknown as ContainerInputs; // the Docker provider's own shape, which the program's types have checked
    return [{ service: roleOf(container), inputs: container }];
  });
}

/** One container of an instance, as the program wants it; undefined when it wants none. */
export function containerIn(
  steps: readonly Step[],
  instance: string,
  service: ServiceName,
): WantedContainer | undefined {
  return containersIn(steps.filter(({ parent, name }) => parent === instance && name === `${instance}-${service}`))[0];
}

function limits(inputs: Step["inputs"]): [string, number][] {
  const containers = inputs?.containers;
  return typeof containers === "object" && containers !== null
    ? Object.entries(containers).map(([name, limit]) => [name, Number(limit)])
    : [];
}

function stateOf(entry: RawEntry, settings: Settings): unknown {
  const defaults: unknown = JSON.parse(settings["supabase-fleet:defaults"] ?? "{}");
  return entry.state ?? (typeof defaults === "object" && defaults !== null && "state" in defaults ? defaults.state : "active"); // prettier-ignore
}

const textOf = (value: unknown) => (typeof value === "string" ? value : undefined);
