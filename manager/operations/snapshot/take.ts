import { FleetError, messageOf } from "../errors";
import { type Running, begin, end, note, stopIfCancelled } from "../progress";
import { mustBeCold, startStopped, stopWriters } from "./containers";
import { help, helperImage, removeHelpers } from "../helperContainer";
import { type Facts, type Snapshot, listSnapshots, removeIncomplete, snapshotLabels, snapshotTime, snapshotVolume } from "./list"; // prettier-ignore
import { type DataRole, type Target, dataVolumes } from "./target";

/** One line: SHA-256 of a folder as an archive, whatever the order in which its files lie on the disk. */
export const digestOf = (folder: string): string =>
  `tar --xattrs --xattrs-include='*' --numeric-owner --sort=name --format=posix --pax-option=delete=atime,delete=ctime,exthdr.name=%d/%f -C ${folder} -cf - . | sha256sum | cut -d' ' -f1`;

/**
 * Takes a cold snapshot: stops what writes, copies, checks, starts again what it stopped, whatever happens.
 * @throws FleetError when it could not be taken; no part of it is left then.
 */
export async function takeSnapshot(target: Target, reason: string, running: Running): Promise<Snapshot> {
  await clearUp(target);
  try {
    await stopWriters(target, running);
    return await copySnapshot(target, reason, running);
  } finally {
    await startStopped(target, running);
  }
}

/** Copies the volumes of an instance whose writers are stopped. @param kept it is never removed to make room for newer ones. */
export async function copySnapshot(target: Target, reason: string, running: Running, kept = false): Promise<Snapshot> {
  const { name, host, spec } = target;
  await mustBeCold(target);
  const volumes = await dataVolumes(target);
  if (!volumes.some(({ role }) => role === "db-data"))
    throw new FleetError("failed", `${name} has no data volume on host ${host.name}.`);
  const image = await helperImage(host, name, candidates(target));
  const time = await freeTime(target);
  const began = Date.now();
  begin(running, "copies its data into a snapshot", name);
  const digests: Partial<Record<DataRole, string>> = {};
  let size = 0;
  let postgres: string = spec.postgres;
  try {
    for (const { role, volume } of volumes) {
      stopIfCancelled(running);
      const copy = snapshotVolume(name, time, role);
      await host.docker.createVolume({ Name: copy, Labels: labelsOf(name, time, role) });
      const mounts = [
        { volume, path: "/from", readOnly: true },
        { volume: copy, path: "/to" },
      ];
      const said = await help(host, { image, instance: name, script: copyScript, mounts, signal: running.signal });
      const [digest = "", bytes = "0", major = ""] = said.trim().split("\n");
      digests[role] = digest;
      size += Number(bytes);
      if (role === "db-data" && major !== "") postgres = major;
    }
    await mustBeCold(target);
    const facts: Facts = { reason, postgres, size, digests, kept };
    await host.docker.createVolume({
      Name: snapshotVolume(name, time, "complete"),
      Labels: { ...labelsOf(name, time, "complete"), [snapshotLabels.facts]: JSON.stringify(facts) },
    });
    end(running, `snapshot ${time} taken (${Math.round(size / 2 ** 20)} MB in ${seconds(began)})`, name);
    return { instance: name, host: host.name, time, ...facts };
  } catch (error) {
    await removeIncomplete(host, name).catch((problem: unknown) => note(running, messageOf(problem), name));
    throw error;
  }
}

const seconds = (began: number) => `${((Date.now() - began) / 1000).toFixed(1)} s`;

/** Ends helpers and removes halves that a run that was killed has left. */
export async function clearUp({ host, name }: Target): Promise<void> {
  await removeHelpers(host, name);
  await removeIncomplete(host, name);
}

/** Images of the instance, those that are likely to have GNU's tools first. */
export function candidates({ spec }: Target): string[] {
  const first = ["db", "gateway", "functions", "pooler"] as const;
  return [...first, ...spec.services].map((service) => spec.images[service]);
}

/** The names carry whole seconds: two within one would be the same. */
async function freeTime({ host, name }: Target): Promise<string> {
  const taken = new Set((await listSnapshots(host, name)).map(({ time }) => time));
  for (let at = Date.now(); ; at += 1000) {
    const time = snapshotTime(new Date(at));
    if (!taken.has(time)) return time;
  }
}

export const labelsOf = (instance: string, time: string, role: string) => ({
  [snapshotLabels.instance]: instance,
  [snapshotLabels.time]: time,
  [snapshotLabels.role]: role,
});

/** Prints digest, bytes and Postgres's version. Without cloned blocks the copy costs as much room as the data. */
const copyScript = `
set -eu
cp -a --reflink=auto /from/. /to/
sync
from=$(${digestOf("/from")})
to=$(${digestOf("/to")})
[ "$from" = "$to" ] || { echo "the copy differs from the data" >&2; exit 1; }
echo "$to"
du -s -B1 /to | cut -f1
cat /from/PG_VERSION 2>/dev/null || true
`;
