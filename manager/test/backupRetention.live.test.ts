import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { missingDocker } from "../../test/live/docker";
import { registry } from "../../test/live/settings";
import { imageName, release, releaseNames } from "../../components/release";
import { program } from "../operations/workspace";

const days = {
  "20260131T030000Z": "kept as the newest",
  "20260131T003000Z": "kept for a day",
  "20260130T020000Z": "kept as one of two days",
  "20260129T030000Z": "goes",
  "20260120T030000Z": "kept as one of two weeks",
  "20260113T030000Z": "goes",
  "20251231T030000Z": "kept as one of two months",
  "20251215T030000Z": "goes",
} as const;

/** `20260131T030000Z` as restic takes a time. */
const timeOf = (id: string) => id.replace(/(....)(..)(..)T(..)(..)(..)Z/, "$1-$2-$3 $4:$5:$6");

const make = (tags: string, id: string) =>
  `restic --quiet backup --host shop --time "${timeOf(id)}" ${tags} /fleet/backup/keep.sh`;

/** Parts as `backup.sh` leaves them, a log for each, and two backups that never came to their end, one of them just now. */
const script = `
set -e
export TZ=UTC RESTIC_REPOSITORY=/repository RESTIC_PASSWORD=test RESTIC_CACHE_DIR=/cache INSTANCE=shop
export KEEP_DAILY=2 KEEP_WEEKLY=2 KEEP_MONTHLY=2
mkdir -p /spool
restic --quiet init >/dev/null
${Object.keys(days)
  .flatMap((id) => [
    make(`--tag id=${id} --tag part=data`, id),
    make(`--tag id=${id} --tag part=done`, id),
    make(`--tag since=${id} --tag part=log`, id),
  ])
  .join("\n")}
${make("--tag id=20260110T000000Z --tag part=data", "20260110T000000Z")}
restic --quiet backup --tag id=young --tag part=data /fleet/backup/keep.sh
sh /fleet/backup/keep.sh now >&2
restic --quiet check --read-data >/dev/null
restic --quiet snapshots --json | jq -r '.[].tags | join(" ")' | sort
`;

describe.skipIf(missingDocker())("the retention of backups", () => {
  it("keeps days, weeks and months, and takes everything of a backup that goes", () => {
    const scripts = `${join(program, "templates/backup")}:/fleet/backup:ro`;
    const args = ["run", "--rm", "-i", "-v", scripts, "--network", "none", "--entrypoint", "sh"];
    const image = imageName(release(releaseNames[0]).images.backup, registry);
    const left = execFileSync("docker", [...args, image, "-s"], { input: script, encoding: "utf8" })
      .trim()
      .split("\n");
    const kept = Object.entries(days).flatMap(([id, fate]) => (fate === "goes" ? [] : [id]));
    const wanted = kept.flatMap((id) => [`id=${id} part=data`, `id=${id} part=done`, `since=${id} part=log`]);
    expect(left.sort()).toEqual([...wanted, "id=young part=data"].sort());
  });
});
