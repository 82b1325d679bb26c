import { labelPrefix } from "../../../components/container";
import type { LedgerEntry } from "../../../components/dynamic/ledger";
import { volumeLabels } from "../../../components/dynamic/volumeCheck";
import type { Fleet } from "../../../components/spec";
import type { ContainerInputs } from "../../../engine/containerOptions";
import type { Step } from "../../../engine/engine";
import type { Properties } from "../../../engine/state";
import type { Model } from "../model";
import type { ResourceKind } from "./types";

/** A resource as the last apply left it: what the host is compared with. */
export interface Wanted {
  readonly kind: ResourceKind;
  /** Name of its resource in the state. */
  readonly resource: string;
  /** As on the host. */
  readonly name: string;
  readonly host: string;
  readonly instance: string | undefined;
  readonly service: string | undefined;
  /** What Docker called it when it was made. */
  readonly id: string;
  readonly inputs: Properties;
  /** What the list wants by now; undefined when it wants it no more. */
  readonly next: Properties | undefined;
  /** Paths of the inputs in `next` that are secret. */
  readonly secrets: readonly string[];
  /** Most processes of a container, by the last apply and by the list. */
  readonly pids: { readonly was: number | undefined; readonly next: number | undefined };
  /** Whether the operator vouched for volumes that were there before. */
  readonly adopted: boolean;
}

/** The Docker provider's own shape, which the program's types have checked. */
export const asContainer = (inputs: Properties) => inputs as unknown as ContainerInputs;

const kinds: readonly [suffix: string, kind: ResourceKind][] = [
  [":Container", "container"],
  [":Network", "network"],
  [":Volume", "volume"],
  [":RemoteFile", "snippet"],
];

/** Everything that the state holds and a host can show, of one instance or of all. */
export function wantedOf({ fleet, steps }: Model, only: string | undefined): Wanted[] {
  const hosts = hostsByInstance(fleet, steps);
  return steps.flatMap((step) => {
    const { old, type, inputs: next, secrets } = step;
    const kind = kinds.find(([suffix]) => type.endsWith(suffix))?.[1];
    if (old === undefined || kind === undefined) return [];
    const instance = instanceOf(step);
    const host = instance === undefined ? sharedHost(fleet, step.name) : hosts.get(instance);
    if (host === undefined || (only !== undefined && instance !== only)) return [];
    const ready = steps.find(({ name }) => instance !== undefined && name === `${instance}-ready`);
    const check = steps.find(({ name }) => instance !== undefined && name === `${instance}-volume-check`);
    const name = String(kind === "snippet" ? old.inputs.path : old.inputs.name);
    return [
      {
        kind,
        resource: step.name,
        name,
        host,
        instance,
        service: kind === "container" ? labelOf(old.inputs, "service") : undefined,
        id: old.id,
        inputs: kind === "volume" ? asChecked(old.inputs, check?.old?.inputs) : old.inputs,
        next,
        secrets,
        pids: { was: pidsOf(ready?.old?.inputs, name), next: pidsOf(ready?.inputs, name) },
        adopted: check?.old?.inputs.passwordGiven === true,
      },
    ];
  });
}

/** Its volume was made anew when the data came to another Postgres, and the engine does not look at labels of volumes. */
function asChecked(inputs: Properties, checked: Properties | undefined): Properties {
  if (checked?.volume !== inputs.name || !Array.isArray(inputs.labels)) return inputs;
  const labels = (inputs.labels as readonly { label: string; value: string }[]).map((each) =>
    each.label === volumeLabels.postgres ? { ...each, value: String(checked?.postgres) } : each,
  ); // volumes.ts writes them
  return { ...inputs, labels };
}

/** The instance that a step belongs to; undefined for what belongs to a host. */
export function instanceOf({ parent, inputs, old }: Step): string | undefined {
  return parent === "" ? labelOf(inputs ?? old?.inputs ?? {}, "instance") : parent;
}

function labelOf({ labels }: Properties, name: string): string | undefined {
  if (!Array.isArray(labels)) return undefined;
  const found = (labels as readonly { label: string; value: string }[]).find(
    ({ label }) => label === labelPrefix + name,
  ); // container.ts writes them
  return found?.value;
}

/** The ledger remembers the host of an instance whose entry is gone. */
function hostsByInstance(fleet: Fleet, steps: readonly Step[]): Map<string, string> {
  const ledger = steps.find(({ type }) => type.endsWith(":Ledger"))?.old?.inputs.instances ?? {};
  const before = Object.entries(ledger as Readonly<Record<string, LedgerEntry>>).map(
    ([name, { host }]) => [name, host] as const,
  ); // the ledger's own input
  return new Map([...fleet.instances.map(({ name, host }) => [name, host.name] as const), ...before]);
}

/** `edge-<host>` is the managed Caddy, `edge-<host>-data` one of its volumes. */
const sharedHost = ({ hosts }: Fleet, resource: string): string | undefined =>
  hosts
    .map(({ name }) => name)
    .filter((name) => resource === `edge-${name}` || resource.startsWith(`edge-${name}-`))
    .sort((a, b) => b.length - a.length)[0];

function pidsOf(ready: Properties | undefined, container: string): number | undefined {
  const limits = (ready?.containers ?? {}) as Readonly<Record<string, number>>; // Ready's own input
  return limits[container];
}
