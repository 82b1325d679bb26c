import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { docker, missingDocker } from "../../test/live/docker";
import { asAdmin } from "./support/onPostgres15";
import { type BackedFleet, backedFleet, firstBackup, inBackup, memoryOf, partsOf, until } from "./support/backups"; // prettier-ignore
import { filled, offSmallDisk, onSmallDisk } from "./support/smallDisk";

const name = "bkupfault-a";
const container = `supabase-${name}-backup`;

describe.skipIf(missingDocker())("a backup that does not come to its end", () => {
  let backed: BackedFleet;
  let before: string[] = [];
  let small = false;
  const backup = async () => await backed.live.fleet("backup", name);
  /** Starts a backup and does something while it copies. */
  const whileCopying = async (what: (interrupt: () => void) => void) => {
    let done = false;
    const listen = (said: string, interrupt: () => void) => {
      if (done || !said.includes("copies the data")) return;
      done = true;
      what(interrupt);
    };
    return await backed.live.watched(listen, "backup", name);
  };
  const ids = () => partsOf(name).flatMap((tags) => /id=(\S+) part=done/.exec(tags)?.[1] ?? []);
  /** Backups still count as before, none more, and the next one is whole and leaves no lock. */
  const nextIsWhole = () => {
    expect(ids()).toEqual(before);
    inBackup(name, "sh /fleet/backup/backup.sh");
    expect(ids().length).toBe(before.length + 1);
    expect(memoryOf(name).lastFailure).toBeNull();
    expect(inBackup(name, "restic --quiet --no-lock list locks; ls /spool/part /spool/running 2>/dev/null || true")).toBe(""); // prettier-ignore
  };

  beforeAll(async () => {
    // So slow that there is time for faults.
    backed = backedFleet([name], "10.219.97.0/24", { uploadLimit: 5000, dump: false });
    small = onSmallDisk(backed.store);
    expect(await backed.live.fleet("apply", "--yes")).toMatchObject({ code: 0 });
    await firstBackup(name);
    asAdmin(name, "create table public.noise (b bytea)");
  });
  beforeEach(async () => {
    asAdmin(name, "truncate public.noise; insert into public.noise select extensions.gen_random_bytes(1024) from generate_series(1, 5000)"); // prettier-ignore
    before = ids();
  });
  afterAll(() => {
    if (small) offSmallDisk(backed.store);
    backed?.remove();
  });

  it("for a store that goes away says so, and the next one is whole", async () => {
    const [store, away] = [join(backed.store, name), join(backed.store, "away")];
    const { code, stderr } = await whileCopying(() => renameSync(store, away));
    rmSync(store, { recursive: true, force: true });
    renameSync(away, store);
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringMatching(/Restic could not save data: .*no such file/s) }); // prettier-ignore
    expect((await backed.live.fleet("backups", "check", name)).stdout).toContain("The last attempt failed");
    nextIsWhole();
  });

  it("because the store's disk is not mounted makes no new repository in its place", async () => {
    const [store, away] = [join(backed.store, name), join(backed.store, "away")];
    renameSync(store, away);
    const { code, stderr } = await backup();
    expect(existsSync(store)).toBe(false);
    renameSync(away, store);
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringMatching(/was there, and is not now .* Is its disk mounted/) }); // prettier-ignore
  });

  it("for a full disk says so, and the next one is whole", async ({ skip }) => {
    skip(!small, "nobody may mount a small disk here");
    const makeRoom = filled(backed.store);
    const { code, stderr } = await backup();
    makeRoom();
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining("no space left on device") });
    nextIsWhole();
  });

  it("beside another one is refused, and says since when that runs", async () => {
    let second = { status: null as number | null, stderr: "" }; // null until it was asked
    // The job of the list is another's guard; this one asks the host.
    const first = await whileCopying(() => {
      second = spawnSync("docker", ["exec", container, "sh", "/fleet/backup/backup.sh"], { encoding: "utf8" });
    });
    expect(first.code).toBe(0);
    expect(second).toMatchObject({ status: 75, stderr: expect.stringMatching(/A backup of \S+ runs already, since \d{4}-\S+Z/) }); // prettier-ignore
    before = ids();
    nextIsWhole();
  });

  it.each([
    { what: "restic", kill: () => inBackup(name, "kill -9 $(pidof restic)") },
    { what: "the script", kill: () => inBackup(name, "kill -9 $(cat /spool/by-hand)") },
    { what: "psql in the other container", kill: () => docker("exec", `supabase-${name}-backupsql`, "sh", "-c", "kill -9 $(pidof psql)") }, // prettier-ignore
    { what: "the container", kill: () => docker("restart", "-t", "0", container) },
  ])("because $what is killed counts for nothing, and the next one is whole", async ({ what, kill }) => {
    const { code } = await whileCopying(kill);
    expect(code).toBe(1);
    // Without the script, restic goes on to its end, and holds the lock that long.
    await until(() => inBackup(name, "pidof restic || true") === "");
    if (what === "the container")
      expect(memoryOf(name).lastFailure?.reason).toMatch(/The backup that began at \S+ was killed/);
    nextIsWhole();
    expect(partsOf(name).filter((tags) => tags.startsWith("id="))).not.toEqual([]);
  });

  it("because it is cancelled ends at once, and takes out what it had saved", async () => {
    const parts = partsOf(name);
    let cancelled = 0;
    const { code } = await whileCopying((interrupt) => {
      cancelled = Date.now();
      interrupt();
    });
    expect({ code, soon: Date.now() - cancelled < 15_000 }).toEqual({ code: 130, soon: true });
    expect(partsOf(name)).toEqual(parts);
    nextIsWhole();
  });

  it("because a lock of another container lies there does not wait for it", async () => {
    const env = execFileSync("docker", ["exec", container, "sh", "-c", "env | grep ^RESTIC_"], { encoding: "utf8" });
    const flags = env.trim().split("\n").flatMap((line) => ["-e", line]); // prettier-ignore
    const image = docker("inspect", "--format", "{{.Config.Image}}", container);
    docker("run", "-d", "--name", `supabase-${name}-stray`, ...flags, "-v", `${backed.store}:/store`, "--entrypoint", "sh", image, "-c", "sleep 600 | restic backup --stdin"); // prettier-ignore
    await until(() => inBackup(name, "restic --quiet --no-lock list locks") !== "");
    docker("rm", "-f", `supabase-${name}-stray`);
    nextIsWhole();
  });
});
