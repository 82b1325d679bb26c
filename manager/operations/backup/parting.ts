import type { InstanceSpec } from "../../../components/spec";
import { FleetError, messageOf } from "../errors";
import { fleetOf, instancesNamed } from "../fleetFile";
import { type Model, model } from "../model";
import { type Snapshot, listSnapshots } from "../snapshot/list";
import { type Target, targetOf } from "../snapshot/target";
import type { Workspace } from "../workspace";
import { listBackups } from "./backups";
import { withEveryStore } from "./everyStore";
import { repositoryOf } from "./repository";

/** What an instance leaves behind when it is deleted. */
export interface Parting {
  readonly instance: string;
  /** Unset when it has no store. */
  readonly backups?: StoredBackups | undefined;
  /** Copies of its data on its host. They stay. */
  readonly snapshots: readonly Pick<Snapshot, "host" | "time" | "reason">[];
}

/** They stay in the store; the key that opens them goes with the instance. */
export interface StoredBackups {
  /** Where they lie, as the list has it. */
  readonly place: string;
  /** Whole backups there. */
  readonly count: number;
  /** ISO 8601: moment of the newest. */
  readonly last?: string | undefined;
  /** Why no other can be made now: the instance is paused, or its backups are switched off. */
  readonly none?: "paused" | "off" | undefined;
  /** Why the store does not tell. */
  readonly problem?: string | undefined;
}

/** Milliseconds for a look into a store. */
const patience = 60_000;

/** Looks at what an instance of the list leaves behind; nothing is touched. @throws FleetError when it is not in the list. */
export async function partingOf(workspace: Workspace, name: string): Promise<Parting> {
  const [spec] = instancesNamed(await fleetOf(workspace), [name]);
  const known = await model(await withEveryStore(workspace));
  const target = targetOf(known.fleet, name);
  const [backups, snapshots] = await Promise.all([storedBackups(known, target), leftSnapshots(target)]);
  if (backups === undefined) return { instance: name, snapshots };
  const none = spec?.config.state !== "active" ? "paused" : spec.services.includes("backup") ? undefined : "off";
  return { instance: name, backups: { ...backups, ...(none === undefined ? {} : { none }) }, snapshots };
}

async function storedBackups(
  known: Model,
  { host, name, spec }: Target,
): Promise<Omit<StoredBackups, "none"> | undefined> {
  const { backup } = spec.config;
  if (backup === undefined) return undefined;
  const place = placeOf(backup.store, name);
  const signal = AbortSignal.timeout(patience);
  try {
    const found = await listBackups(host, repositoryOf(known, name), signal);
    return { place, count: found.length, last: found[0]?.at };
  } catch (error) {
    return { place, count: 0, problem: signal.aborted ? `It does not answer within ${patience / 1000} seconds.` : messageOf(error) }; // prettier-ignore
  }
}

function placeOf(store: NonNullable<InstanceSpec["config"]["backup"]>["store"], name: string): string {
  if (store.backend === "folder") return `${store.path}/${name}`;
  if (store.backend === "sftp") return `${store.user}@${store.host}:${store.path}/${name}`;
  return [store.endpoint, store.bucket, store.prefix, name].filter((part) => part !== undefined).join("/");
}

/** None are told of where the host does not answer: nothing can be deleted there either. */
async function leftSnapshots({ host, name }: Target): Promise<Parting["snapshots"]> {
  try {
    return (await listSnapshots(host, name)).map(({ host: on, time, reason }) => ({ host: on, time, reason }));
  } catch (error) {
    if (error instanceof FleetError && error.kind === "unreachable") return [];
    throw error;
  }
}
