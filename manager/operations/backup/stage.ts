import { FleetError, messageOf } from "../errors";
import { type Running, begin, end, note, stopIfCancelled } from "../progress";
import { type Facts, type Snapshot, removeIncomplete, snapshotLabels, snapshotTime, snapshotVolume } from "../snapshot/list"; // prettier-ignore
import { help } from "../helperContainer";
import { clearUp, digestOf, labelsOf } from "../snapshot/take";
import { type DataRole, type Target, dataRoles } from "../snapshot/target";
import type { Choice } from "./backups";
import type { Manifest } from "./manifest";
import { type Server, recover } from "./recovery";
import { type Repository, restic } from "./repository";

/** Room that stays free beside a restored copy: bytes. */
const margin = 512 * 2 ** 20;

export interface Staging {
  /** Instance, and host, that the copy is for. */
  readonly target: Target;
  readonly repository: Repository;
  readonly choice: Choice;
  readonly manifest: Manifest;
  /** Inputs of the container that Postgres runs in. */
  readonly db: Parameters<typeof recover>[0]["db"];
}

/** A backup that was fetched and recovered, in volumes of its own. */
export interface Copy {
  /** As of a snapshot. */
  readonly time: string;
  readonly volumes: Readonly<Record<DataRole, string>>;
}

/**
 * Fetches a backup into volumes of its own, lets Postgres recover there, and hands the server to `work`. The instance itself
 * is not touched. The copy is half a snapshot: `keep` makes it a whole one, and `removeIncomplete` takes it away.
 * @throws FleetError; nothing of the copy is left then.
 */
export async function stage(
  staging: Staging,
  work: (server: Server, volumes: Readonly<Record<DataRole, string>>) => Promise<void>,
  running: Running,
): Promise<Copy> {
  const { target, choice, manifest, db } = staging;
  const { name, host } = target;
  await clearUp(target);
  await mustHaveRoom(staging);
  const time = snapshotTime(new Date());
  const volumes = Object.fromEntries(dataRoles.map((role) => [role, snapshotVolume(name, time, role)])) as Record<
    DataRole,
    string
  >; // one of each role
  return await orNothing(target, running, async () => {
    for (const role of dataRoles)
      await host.docker.createVolume({ Name: volumes[role], Labels: labelsOf(name, time, role) });
    begin(running, `fetches backup ${choice.backup.id}`, name);
    await fetch(staging, volumes, running);
    stopIfCancelled(running);
    begin(running, "lets Postgres recover in the copy", name);
    const server = await recover({ target, volumes, choice, manifest, db }, running);
    try {
      await work(server, volumes);
    } finally {
      await server.stop();
    }
    end(running, `backup ${choice.backup.id} is fetched and recovered`, name);
    return { time, volumes };
  });
}

/** Makes a copy a snapshot, which stays until somebody removes it. @throws FleetError; nothing of the copy is left then. */
export async function keep(staging: Staging, { time, volumes }: Copy, running: Running): Promise<Snapshot> {
  const { target, manifest, choice } = staging;
  const { name, host } = target;
  return await orNothing(target, running, async () => {
    const facts = await factsOf(target, volumes, manifest, choice);
    await host.docker.createVolume({
      Name: snapshotVolume(name, time, "complete"),
      Labels: { ...labelsOf(name, time, "complete"), [snapshotLabels.facts]: JSON.stringify(facts) },
    });
    return { instance: name, host: host.name, time, ...facts };
  });
}

async function orNothing<T>({ host, name }: Target, running: Running, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await removeIncomplete(host, name).catch((problem: unknown) => note(running, messageOf(problem), name));
    throw error;
  }
}

/** Restic puts back owners, modes and extended attributes; each file is checked against its hash. */
async function fetch(
  { target, repository, choice }: Staging,
  volumes: Readonly<Record<DataRole, string>>,
  running: Running,
) {
  const { data, done, log, objects } = choice.backup.snapshots;
  const mounts = dataRoles.map((role) => ({ volume: volumes[role], path: `/data/${role}` }));
  const own = "/data/db-data/fleet-restore";
  const script = [
    `restic --quiet --no-lock restore ${data} --target /`,
    `restic --quiet --no-lock restore ${done} --target /`,
    `mkdir ${own} ${own}/wal`,
    ...(choice.moment === undefined || log === undefined
      ? []
      : [
          `restic --quiet --no-lock restore ${log} --target / && mv /wal/*.gz ${own}/wal/`,
          ...objects.map((id) => `restic --quiet --no-lock restore ${id} --target /`),
        ]),
    "mv /spool/part/backup_label /data/db-data/backup_label",
    "touch /data/db-data/recovery.signal",
    `chown -R "$(stat -c %u:%g /data/db-data/PG_VERSION)" ${own} /data/db-data/backup_label /data/db-data/recovery.signal`,
  ].join("\n");
  await restic(target.host, repository, { script, instance: target.name, mounts, signal: running.signal });
}

async function mustHaveRoom({ target, repository, choice, manifest }: Staging): Promise<void> {
  const { host, name } = target;
  const free = Number(await help(host, { image: repository.image, instance: name, script: "df -Pk / | tail -n 1 | awk '{ print $4 * 1024 }'" })); // prettier-ignore
  const needed = manifest.volumes.reduce((sum, { kilobytes }) => sum + kilobytes * 1024, 0) + margin;
  if (free < needed)
    throw new FleetError("refused", `Host ${host.name} has ${gigabytes(free)} GB free where Docker keeps its data, and the copy of backup ${choice.backup.id} needs ${gigabytes(needed)} GB. "fleet snapshots" lists what could go. Nothing was changed.`); // prettier-ignore
}

const gigabytes = (bytes: number) => (bytes / 2 ** 30).toFixed(1);

async function factsOf(
  target: Target,
  volumes: Readonly<Record<DataRole, string>>,
  { postgres }: Manifest,
  { backup, moment }: Choice,
): Promise<Facts> {
  const digests: Partial<Record<DataRole, string>> = {};
  let size = 0;
  for (const role of dataRoles) {
    const said = await help(target.host, {
      image: target.spec.images.db,
      instance: target.name,
      script: `${digestOf("/from")}; du -s -B1 /from | cut -f1`,
      mounts: [{ volume: volumes[role], path: "/from", readOnly: true }],
    });
    const [digest = "", bytes = "0"] = said.trim().split("\n");
    digests[role] = digest;
    size += Number(bytes);
  }
  const reason = `copy of backup ${backup.id}${moment === undefined ? "" : ` at ${moment}`}`;
  return { reason, postgres: postgres.split(".")[0] ?? "", size, digests, kept: true };
}
