import { volumeName } from "../../../components/config/names";
import { FleetError, messageOf } from "../errors";
import { help, helperImage } from "../helperContainer";
import { hasImage, orMissing } from "../host";
import type { Running } from "../progress";
import { containersOf } from "../snapshot/containers";
import { candidates } from "../snapshot/take";
import { type Target, dataRoles, dataVolumes } from "../snapshot/target";
import { gate } from "../upgrade/gate";
import { findRefusal } from "../upgrade/images";
import type { Subject } from "../verify/subject";
import type { MovePlan } from "./types";

/** Room that stays free beside the copy, for Postgres and the images: bytes. */
const margin = 512 * 2 ** 20;

/** What a move needs of both hosts. @throws FleetError naming all that stands against it. */
export async function check(from: Target, to: Target, subject: Subject | undefined, running: Running) {
  const { name } = from;
  // Its id is no proof: a machine that was copied has that of the other.
  const [own] = await containersOf(from);
  if (own !== undefined && (await orMissing(to.host.docker.getContainer(own.Id).inspect())) !== undefined)
    throw new FleetError("refused", `${from.host.name} and ${to.host.name} are the same Docker. Nothing was changed.`);
  const problems: string[] = [];
  await gate({ target: from, subject: () => subject }, from.spec, running).catch((error: unknown) => {
    if (error instanceof FleetError && error.kind !== "failed") throw error;
    problems.push(`${name} is not well before the move, which could not tell then what it broke. ${messageOf(error)}`);
  });
  problems.push(...(await inTheWay(to)));
  const pulls: string[] = [];
  for (const image of new Set(to.spec.services.map((service) => to.spec.images[service]))) {
    if (await hasImage(to.host, image)) continue;
    pulls.push(image);
    const refusal = await findRefusal(to.host, image);
    if (refusal !== undefined) problems.push(refusal);
  }
  const volumes = await sizesOf(from);
  const needed = volumes.reduce((sum, { bytes }) => sum + bytes, margin);
  const free = await freeOn(to, candidates(to));
  if (free !== undefined && free < needed)
    problems.push(`Host ${to.host.name} has ${gigabytes(free)} GB free where Docker keeps its data, and this needs ${gigabytes(needed)} GB.`); // prettier-ignore
  if (problems.length > 0) throw new FleetError("refused", `${problems.join("\n")}\nNothing was changed.`);
  return { volumes, free: free ?? 0, pulls };
}

/** Things of this name on the new host: whose they are nobody can tell. */
async function inTheWay({ host, name }: Target): Promise<string[]> {
  const containers = (await containersOf({ host, name } as Target)).map(({ Name }) => Name.slice(1)); // it asks for these two
  const volumes: string[] = [];
  for (const role of dataRoles) {
    const volume = volumeName(name, role);
    if ((await orMissing(host.docker.getVolume(volume).inspect())) !== undefined) volumes.push(volume);
  }
  return [
    ...(containers.length === 0 ? [] : [`Host ${host.name} has containers of an instance "${name}" already: ${containers.join(", ")}`]), // prettier-ignore
    ...(volumes.length === 0 ? [] : [`Host ${host.name} has volumes of an instance "${name}" already: ${volumes.join(", ")}. If they are what an earlier move has left, "fleet move ${name} --clean" removes them; if nobody needs them, "docker volume rm" does.`]), // prettier-ignore
  ];
}

async function sizesOf(from: Target): Promise<MovePlan["volumes"]> {
  const volumes = await dataVolumes(from);
  const said = await help(from.host, {
    image: await helperImage(from.host, from.name, candidates(from)),
    instance: from.name,
    // Files come and go under a server that runs: what du misses meanwhile does not matter.
    script: `cd /data && for role in *; do echo "$role $({ du -s -B1 "$role" || true; } 2>/dev/null | cut -f1)"; done`,
    mounts: volumes.map(({ role, volume }) => ({ volume, path: `/data/${role}`, readOnly: true })),
  });
  const sizes = new Map(
    said
      .trim()
      .split("\n")
      .map((line) => line.split(" ") as [string, string]),
  ); // prettier-ignore -- the script's own form
  return volumes.map(({ role }) => ({ role, bytes: Number(sizes.get(role) ?? 0) }));
}

/** Unknown where no image of the instance lies yet. */
async function freeOn({ host, name }: Target, images: readonly string[]): Promise<number | undefined> {
  for (const image of images) {
    if (!(await hasImage(host, image))) continue;
    const said = await help(host, {
      image,
      instance: name,
      script: "df -Pk / | tail -n 1 | awk '{ print $4 * 1024 }'",
    });
    return Number(said.trim());
  }
  return undefined;
}

const gigabytes = (bytes: number) => (bytes / 2 ** 30).toFixed(1);
