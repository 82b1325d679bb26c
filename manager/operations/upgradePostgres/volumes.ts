import { volumeName } from "../../../components/config/names";
import { volumeLabels } from "../../../components/dynamic/volumeCheck";
import { FleetError, messageOf } from "../errors";
import { ask, orMissing } from "../host";
import { instanceLabel } from "../observe";
import { help, helperImage, helperLabel, removeHelpers } from "../helperContainer";
import { restoreScript } from "../snapshot/restore";
import { candidates, digestOf } from "../snapshot/take";
import type { Target } from "../snapshot/target";
import type { VolumeMade } from "./journal";

/** Where the new server is made, before it takes the place of the old. */
export const madeVolume = (name: string, what: "data" | "config"): string => `supabase-${name}-upgrade-${what}`;

/** Removes servers, helpers and volumes that an upgrade, or one that was killed, has left. */
export async function clearMade({ host, name }: Target): Promise<void> {
  await removeHelpers(host, name);
  for (const what of ["data", "config"] as const) await orMissing(host.docker.getVolume(madeVolume(name, what)).remove()); // prettier-ignore
}

/**
 * Makes the volumes of a new server: an empty one for its data, and its own configuration with the instance's over it, above all
 * the key that opens its secrets. It belongs to the new image's user: the two images differ in that.
 */
export async function makeVolumes(target: Target, image: string): Promise<void> {
  const { host, name } = target;
  await clearMade(target);
  for (const what of ["data", "config"] as const)
    await ask(host, host.docker.createVolume({ Name: madeVolume(name, what), Labels: { [helperLabel]: name } }));
  await help(host, {
    image,
    instance: name,
    script: configScript,
    mounts: [
      { volume: volumeName(name, "db-config"), path: "/from", readOnly: true },
      { volume: madeVolume(name, "config"), path: "/to" },
    ],
  });
}

const configScript = `
set -eu
[ ! -d /etc/postgresql-custom ] || cp -a /etc/postgresql-custom/. /to/
cp -a /from/. /to/
mkdir -p /to/conf.d
chown -R postgres:postgres /to
`;

/** Digests of what a new server has left, once it is on the disk. */
export async function madeDigests(target: Target): Promise<{ data: string; config: string }> {
  const { host, name } = target;
  const image = await helperImage(host, name, candidates(target));
  const digest = async (what: "data" | "config") =>
    (
      await help(host, {
        image,
        instance: name,
        script: `set -eu; sync; ${digestOf("/from")}`,
        mounts: [{ volume: madeVolume(name, what), path: "/from", readOnly: true }],
      })
    ).trim();
  return { data: await digest("data"), config: await digest("config") };
}

/** How the data volume of an instance was made. @throws FleetError when it has none. */
export async function dataVolumeOf({ name, host }: Target): Promise<VolumeMade> {
  const found = await ask(host, orMissing(host.docker.getVolume(volumeName(name, "db-data")).inspect()));
  if (found === undefined) throw new FleetError("failed", `${name} has no data volume on host ${host.name}.`);
  return { driver: found.Driver, options: found.Options ?? {}, labels: found.Labels ?? {} };
}

/** Containers of anybody else that hold the data volume of an instance, so that it could not be made anew. */
export async function strangersOn({ name, host }: Target): Promise<string[]> {
  const volume = volumeName(name, "db-data");
  const found = await ask(host, host.docker.listContainers({ all: true, filters: { volume: [volume] } }));
  return found
    .filter(({ Labels }) => instanceLabel(Labels) !== name && Labels[helperLabel] !== name)
    .flatMap(({ Names }) => Names[0]?.slice(1) ?? []);
}

/** Makes the data volume of an instance anew and empty: what Postgres it is of stands in a label, and those never change. */
export async function remakeDataVolume({ name, host }: Target, made: VolumeMade, postgres: string): Promise<void> {
  const volume = volumeName(name, "db-data");
  try {
    await orMissing(host.docker.getVolume(volume).remove());
  } catch (error) {
    throw new FleetError("failed", `The volume ${volume} cannot be made anew: ${messageOf(error)}`, { cause: error });
  }
  const labels: Record<string, string> = { ...made.labels };
  // A volume that an operator brought along has none of ours.
  if (volumeLabels.postgres in labels) labels[volumeLabels.postgres] = postgres;
  await ask(
    host,
    host.docker.createVolume({
      Name: volume,
      Driver: made.driver,
      DriverOpts: { ...made.options },
      Labels: labels,
    }),
  );
}

/** Puts the new data and configuration in the place of the old. @throws FleetError when a copy is not what was made. */
export async function moveIn(target: Target, digests: { data: string; config: string }): Promise<void> {
  const { host, name } = target;
  const image = await helperImage(host, name, candidates(target));
  for (const what of ["data", "config"] as const) {
    const found = await help(host, {
      image,
      instance: name,
      script: restoreScript,
      mounts: [
        { volume: madeVolume(name, what), path: "/from", readOnly: true },
        { volume: volumeName(name, `db-${what}`), path: "/to" },
      ],
    });
    if (found.trim() !== digests[what])
      throw new FleetError("failed", `${volumeName(name, `db-${what}`)} is not what was made for it.`);
  }
}
