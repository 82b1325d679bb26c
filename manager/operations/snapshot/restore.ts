import { volumeName } from "../../../components/config/names";
import { FleetError } from "../errors";
import { type Running, begin, end } from "../progress";
import { mustBeCold } from "./containers";
import { help, helperImage, removeHelpers } from "../helperContainer";
import { type Snapshot, snapshotVolume } from "./list";
import { candidates, digestOf } from "./take";
import { type DataRole, type Target, dataRoles } from "./target";

/**
 * Puts the data of a snapshot back into the volumes of an instance whose writers are stopped. What was in them is gone: keep
 * it as a snapshot of its own before. Killed half-way, the volumes hold nothing that Postgres would start on, and the next
 * call makes them whole.
 * @throws FleetError when the snapshot is damaged; nothing was changed then.
 */
export async function restoreSnapshot(target: Target, snapshot: Snapshot, running: Running): Promise<void> {
  const { host, name } = target;
  await removeHelpers(host, name);
  await mustBeCold(target);
  const image = await helperImage(host, name, candidates(target));
  const roles = dataRoles.flatMap((role) => {
    const digest = snapshot.digests[role];
    return digest === undefined ? [] : [{ role, digest }];
  });
  begin(running, `checks snapshot ${snapshot.time}`, name);
  for (const { role, digest } of roles) {
    const mounts = [mountOf(snapshot, role)];
    const found = (await help(host, { image, instance: name, script: digestOf("/from"), mounts })).trim();
    if (found !== digest)
      throw new FleetError(
        "refused",
        `Snapshot ${snapshot.time} of ${name} is damaged: ${snapshotVolume(name, snapshot.time, role)} is not what was written. Nothing was restored.`,
      );
  }
  begin(running, `puts the data of snapshot ${snapshot.time} back`, name);
  for (const { role, digest } of roles) {
    const mounts = [mountOf(snapshot, role), { volume: volumeName(name, role), path: "/to" }];
    const found = (await help(host, { image, instance: name, script: restoreScript, mounts })).trim();
    if (found !== digest)
      throw new FleetError(
        "failed",
        `${volumeName(name, role)} could not be restored; snapshot ${snapshot.time} is kept.`,
      );
  }
  end(running, `the data is that of snapshot ${snapshot.time}`, name);
}

const mountOf = ({ instance, time }: Snapshot, role: DataRole) => ({
  volume: snapshotVolume(instance, time, role),
  path: "/from",
  readOnly: true,
});

/**
 * The copy is made in a folder of its own and moved up when it is whole, `PG_VERSION` last: before that the volume is not
 * empty, so no Postgres would make a new database in it, and holds no version, so none would start.
 */
export const restoreScript = `
set -eu
new=/to/.supabase-fleet-restore
mkdir -p "$new"
rm -f /to/PG_VERSION
find /to -mindepth 1 -maxdepth 1 ! -path "$new" -exec rm -rf {} +
rm -rf "$new"/* "$new"/.[!.]* "$new"/..?*
cp -a --reflink=auto /from/. "$new"/
sync
find "$new" -mindepth 1 -maxdepth 1 ! -name PG_VERSION -exec mv -t /to {} +
[ ! -e "$new/PG_VERSION" ] || mv "$new/PG_VERSION" /to/
rmdir "$new"
chown --reference=/from /to
chmod --reference=/from /to
touch -r /from /to
sync
${digestOf("/to")}
`;
