import { FleetError, messageOf } from "../errors";
import { hasImage } from "../host";
import type { Running } from "../progress";
import { containersOf } from "../snapshot/containers";
import { help, helperImage } from "../helperContainer";
import { candidates } from "../snapshot/take";
import { type Target, dataVolumes } from "../snapshot/target";
import { gate } from "./gate";
import { findRefusal } from "./images";
import type { InstanceCheck, UpgradePlan } from "./types";
import { type Upgradable, imageChanges } from "./upgradable";

/** Room that stays free beside a snapshot, for Postgres and the images: bytes. */
const margin = 512 * 2 ** 20;

/**
 * Everything that can be known before anything is touched.
 * @throws FleetError naming all that stands against it.
 */
export async function check(
  all: readonly Upgradable[],
  running: Running,
): Promise<Pick<UpgradePlan, "checks" | "pulls">> {
  const problems: string[] = [];
  const pulls = await missingImages(all, problems);
  const checks: InstanceCheck[] = [];
  const room = new Map<string, { free: number; needed: number; names: string[] }>();
  for (const each of all) {
    const { target, wanted } = each;
    try {
      await gate(each, target.spec, running);
    } catch (error) {
      if (error instanceof FleetError && error.kind !== "failed") throw error;
      problems.push(`${target.name} is not well before the upgrade, which could not tell then what it broke. ${messageOf(error)}`); // prettier-ignore
    }
    const { data, free, postgres } = await dataFacts(target);
    if (postgres !== wanted.postgres) problems.push(mismatch(target.name, postgres, wanted.postgres));
    checks.push({ name: target.name, host: target.host.name, images: imageChanges(each), postgres, data });
    const host = room.get(target.host.name) ?? { free, needed: 0, names: [] };
    room.set(target.host.name, { free, needed: host.needed + data, names: [...host.names, target.name] });
  }
  for (const [host, { free, needed, names }] of room) {
    if (free < needed + margin)
      problems.push(`Host ${host} has ${gigabytes(free)} GB free where Docker keeps its data; snapshots of ${names.join(", ")} and the upgrade itself need ${gigabytes(needed + margin)} GB. "fleet snapshots" lists what could go.`); // prettier-ignore
  }
  if (problems.length > 0) throw new FleetError("refused", `${problems.join("\n")}\nNothing was changed.`);
  return { checks, pulls };
}

export const mismatch = (name: string, data: string, image: string): string =>
  `The data of ${name} is of Postgres ${data}, on which Postgres ${image} does not start. An upgrade of images never changes the major version; "fleet upgrade-postgres ${name}" goes from 15 to 17.`;

const gigabytes = (bytes: number) => (bytes / 2 ** 30).toFixed(1);

async function missingImages(all: readonly Upgradable[], problems: string[]): Promise<UpgradePlan["pulls"]> {
  const pulls: { host: string; image: string }[] = [];
  for (const each of all) {
    const { host } = each.target;
    for (const { new: image } of imageChanges(each)) {
      const known = pulls.some((pull) => pull.host === host.name && pull.image === image);
      if (known || (await hasImage(host, image))) continue;
      pulls.push({ host: host.name, image });
      const refusal = await findRefusal(host, image);
      if (refusal !== undefined) problems.push(refusal);
    }
  }
  return pulls;
}

/** Bytes of the data volumes, bytes that are free beside them, and the version that the data directory names. */
export async function dataFacts(target: Target): Promise<{ data: number; free: number; postgres: string }> {
  const { name, host, spec } = target;
  const volumes = await dataVolumes(target);
  if (!volumes.some(({ role }) => role === "db-data"))
    throw new FleetError("failed", `${name} has no data volume on host ${host.name}.`);
  const running = (await containersOf(target)).map(({ Config }) => Config.Image);
  const said = await help(host, {
    image: await helperImage(host, name, [...candidates({ name, host, spec }), ...running]),
    instance: name,
    // Files come and go under a server that runs: what du misses meanwhile does not matter.
    script: `cat /data/db-data/PG_VERSION; df -B1 --output=avail /data/db-data | tail -n 1; { du -s -B1 /data || true; } 2>/dev/null | cut -f1`,
    mounts: volumes.map(({ role, volume }) => ({ volume, path: `/data/${role}`, readOnly: true })),
  });
  const [postgres = "", free = "0", data = "0"] = said.trim().split("\n");
  return { postgres: postgres.trim(), free: Number(free), data: Number(data) };
}
