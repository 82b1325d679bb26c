import { labelPrefix } from "../../../components/container";
import { FleetError } from "../errors";
import { type Host, ask, orMissing } from "../host";
import { instanceLabel } from "../observe";
import { type DataRole, dataRoles } from "./target";

/**
 * A snapshot is one volume per role, `supabase-<instance>-snapshot-<time>-<role>`, and one that is empty, `…-complete`. The
 * last is made when all others are copied and checked, and its labels say what there is: without it they do not count.
 */
export const snapshotLabels = {
  instance: `${labelPrefix}instance`,
  time: `${labelPrefix}snapshot`,
  role: `${labelPrefix}snapshot-role`,
  facts: `${labelPrefix}snapshot-facts`,
} as const;

/** A whole copy of an instance's data volumes. */
export interface Snapshot {
  readonly instance: string;
  readonly host: string;
  /** UTC, such as `20260131T093000Z`. */
  readonly time: string;
  /** What it was taken before. */
  readonly reason: string;
  /** Major version of the Postgres that wrote it. */
  readonly postgres: string;
  /** Bytes, all volumes together. */
  readonly size: number;
  /** It holds rows that are nowhere else, and goes only when somebody removes it. */
  readonly kept: boolean;
  /** SHA-256 of each volume as a tar archive, by role: content, owners, modes, times and extended attributes. */
  readonly digests: Readonly<Partial<Record<DataRole, string>>>;
}

export type Facts = Pick<Snapshot, "reason" | "postgres" | "size" | "digests" | "kept">;

export const snapshotVolume = (instance: string, time: string, role: DataRole | "complete"): string =>
  `supabase-${instance}-snapshot-${time}-${role}`;

/** `2026-01-31T09:30:00.000Z` as `20260131T093000Z`. */
export const snapshotTime = (date: Date): string => date.toISOString().replace(/[-:]|\.\d+/g, "");

/** Snapshots on a host, newest first; of one instance, or of all that ever were. */
export async function listSnapshots(host: Host, instance?: string): Promise<Snapshot[]> {
  const found = (await volumesOf(host)).flatMap(({ Labels: labels }) => {
    const [name, time, facts] = [instanceLabel(labels), labels[snapshotLabels.time], labels[snapshotLabels.facts]];
    if (name === undefined || time === undefined || facts === undefined) return [];
    return [{ instance: name, host: host.name, time, ...(JSON.parse(facts) as Facts) }]; // written by take.ts
  });
  return found
    .filter((snapshot) => instance === undefined || snapshot.instance === instance)
    .sort((a, b) => (a.time < b.time ? 1 : a.time > b.time ? -1 : a.instance < b.instance ? -1 : 1));
}

/** @throws FleetError naming the snapshots that there are. */
export async function findSnapshot(host: Host, instance: string, time: string): Promise<Snapshot> {
  const all = await listSnapshots(host, instance);
  const found = all.find((snapshot) => snapshot.time === time);
  if (found !== undefined) return found;
  const known = all.length === 0 ? "It has none." : `There are: ${all.map((each) => each.time).join(", ")}.`;
  throw new FleetError("usage", `${instance} has no snapshot ${time}. ${known}`);
}

/** Its mark goes first: a removal that is killed half-way leaves nothing that looks whole. */
export async function removeSnapshot(host: Host, instance: string, time: string): Promise<void> {
  for (const role of ["complete", ...dataRoles] as const) {
    await removeVolume(host, snapshotVolume(instance, time, role));
  }
}

/** Removes what snapshots that did not come to their end have left. */
export async function removeIncomplete(host: Host, instance: string): Promise<void> {
  const whole = new Set((await listSnapshots(host, instance)).map(({ time }) => time));
  for (const { Name, Labels } of await volumesOf(host)) {
    const time = Labels[snapshotLabels.time] ?? "";
    if (instanceLabel(Labels) === instance && !whole.has(time)) await removeVolume(host, Name);
  }
}

/** Keeps the newest snapshots of an instance, and those that are kept on purpose, and removes the others. */
export async function keepNewest(host: Host, instance: string, count: number): Promise<void> {
  const passing = (await listSnapshots(host, instance)).filter(({ kept }) => !kept);
  for (const { time } of passing.slice(count)) await removeSnapshot(host, instance, time);
}

async function volumesOf(host: Host) {
  const { Volumes } = await ask(host, host.docker.listVolumes({ filters: { label: [snapshotLabels.time] } }));
  return (Volumes ?? []).map((volume) => ({ ...volume, Labels: volume.Labels ?? {} }));
}

const removeVolume = async (host: Host, volume: string): Promise<unknown> =>
  await orMissing(host.docker.getVolume(volume).remove());
