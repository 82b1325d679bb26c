import { volumeLabels } from "../../../components/dynamic/volumeCheck";
import { labelPrefix } from "../../../components/container";
import { FleetError } from "../errors";
import type { Host } from "../host";
import { type Running, begin, stopIfCancelled } from "../progress";
import type { Workspace } from "../workspace";
import { help, helperLabel, removeHelpers } from "../helperContainer";
import { type DataSource, volumeIsThere } from "./data";

export interface Import {
  readonly name: string;
  readonly host: Host;
  /** Image of the helper container. */
  readonly image: string;
  readonly data: readonly DataSource[];
  readonly postgres: string;
  /** Where the images come from that will write the data: `upstream` or `this machine`. */
  readonly images: string;
}

/** Lies in a volume as long as its copy is not the instance's yet. */
const mark = ".supabase-fleet-import";

/**
 * Refuses when a volume of that name is somebody's. One that an earlier import has left unfinished is nobody's.
 * @throws FleetError naming it.
 */
export async function needFreeVolumes(workspace: Workspace, wanted: Import, running: Running): Promise<void> {
  const { name, host, data, image } = wanted;
  await removeHelpers(host, name);
  const stored = new Set((await workspace.engine.stored()).map(({ inputs }) => inputs.name));
  for (const { to } of data) {
    if (!(await volumeIsThere(host.docker, to))) continue;
    const users = await host.docker.listContainers({ all: true, filters: { volume: [to] } });
    const others = users.filter(({ Labels }) => Labels[helperLabel] !== name);
    const script = `cd /to && if [ -e ${mark} ] || [ -z "$(ls -A)" ]; then echo free; else echo data; fi`;
    const said = await help(host, { image, instance: name, binds: [`${to}:/to:ro`], script, signal: running.signal });
    if (said.trim() === "free" && others.length === 0 && !stored.has(to)) continue;
    throw new FleetError("refused", `The volume ${to} is there already, with data in it. Give the instance another name with --name, or remove the volume if nobody needs it: docker volume rm ${to}`); // prettier-ignore
  }
}

/** Copies the data into the instance's volumes. The old data is only read. An earlier copy that did not end is begun again. */
export async function importData(wanted: Import, running: Running): Promise<void> {
  const { name, host, data, image } = wanted;
  for (const { role, from, to } of data) {
    stopIfCancelled(running);
    begin(running, `copying ${from} to ${to}`, name);
    await host.docker.createVolume({
      Name: to,
      Driver: "local",
      // No fingerprint of a password: the data has its own, which the entry gives.
      Labels: {
        [`${labelPrefix}instance`]: name,
        ...(role === "db-data"
          ? { [volumeLabels.postgres]: wanted.postgres, [volumeLabels.images]: wanted.images }
          : {}),
      },
    });
    await help(host, { image, instance: name, binds: [`${from}:/from:ro`, `${to}:/to`], script: copy, signal: running.signal }); // prettier-ignore
  }
}

/** The marks go last, when the entry is written: from then on the data is the instance's. */
export async function finishImport({ name, host, data, image }: Import, running: Running): Promise<void> {
  const binds = data.map(({ role, to }) => `${to}:/to/${role}`);
  await help(host, { image, instance: name, binds, script: `rm -f /to/*/${mark}`, signal: running.signal });
}

/** Every attribute is kept or the copy fails, which GNU's own "all" does not promise. Then both sides are counted. */
const copy = `
set -eu
cd /to
find . -mindepth 1 -maxdepth 1 ! -name ${mark} -exec rm -rf {} +
: > ${mark}
need=$(du -s --block-size=1 /from | cut -f1)
free=$(df --block-size=1 --output=avail /to | tail -n 1)
if [ "$need" -gt "$free" ]; then echo "It needs $need bytes, and $free are free." >&2; exit 1; fi
cp -dR --preserve=mode,ownership,timestamps,links,xattr /from/. /to/
sync
count() { find "$1" ! -name ${mark} -printf '%y %s %u:%g %m %P\\n' | grep -v '^d' | sort | sha256sum; }
if [ "$(count /from)" != "$(count /to)" ]; then echo "The copy differs from the original; is something writing to it?" >&2; exit 1; fi
`;
