import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { docker, missingDocker, psql } from "../../test/live/docker";
import type { Snapshot } from "../operations/snapshot";
import type { Restored } from "../operations/backup/restore";
import { type BackedFleet, backedFleet, backedInstance, firstBackup } from "./support/backups";

const name = "bkuprest-a";

describe.skipIf(missingDocker())("a restore that does not come to its end", () => {
  let backed: BackedFleet;
  let id = "";
  const texts = () => psql(name, "select string_agg(text, ',' order by text) from public.marks");
  const restore = ["restore", name, "--to"] as const;
  const helpers = () => docker("ps", "-aq", "--filter", `label=supabase-fleet.helper=${name}`);
  const halves = async () => {
    const whole = (await backed.live.json<Snapshot[]>("snapshots", name)).map(({ time }) => time);
    const volumes = docker("volume", "ls", "-q", "--filter", `name=supabase-${name}-snapshot-`).split("\n");
    return volumes.filter((volume) => volume !== "" && !whole.some((time) => volume.includes(time)));
  };
  /** Away with the data of before, so that the disk is as it was. */
  const restored = async () => {
    const { safety, comparison } = await backed.live.json<Restored>(...restore, id, "--yes");
    expect(comparison.differences).toEqual([]);
    expect(texts()).toBe("backed up");
    for (const { time } of await backed.live.json<Snapshot[]>("snapshots", name))
      expect((await backed.live.fleet("snapshots", "remove", name, time, "--yes")).code).toBe(0);
    expect({ safety: safety !== "", helpers: helpers(), halves: await halves() }).toEqual({ safety: true, helpers: "", halves: [] }); // prettier-ignore
    psql(name, "insert into public.marks values ('later')");
  };

  beforeAll(async () => {
    backed = backedFleet([name], "10.219.98.0/24", { dump: false });
    expect(await backed.live.fleet("apply", "--yes")).toMatchObject({ code: 0 });
    psql(name, "create table public.marks (text text); insert into public.marks values ('backed up')");
    await firstBackup(name);
    id = (await backed.live.json<{ id: string }>("backup", name)).id;
    psql(name, "insert into public.marks values ('later')");
  });
  afterAll(() => backed?.remove());

  it("because it is cancelled while it fetches leaves the instance as it is", async () => {
    const listen = (said: string, interrupt: () => void) => {
      if (said.includes("fetches backup")) interrupt();
    };
    const { code } = await backed.live.watched(listen, ...restore, id, "--yes");
    expect(code).toBe(130);
    expect({ texts: texts(), helpers: helpers(), halves: await halves() }).toEqual({ texts: "backed up,later", helpers: "", halves: [] }); // prettier-ignore
  });

  it("because it is killed while it fetches leaves the instance serving, and the next one clears up", async () => {
    await backed.live.killed((said) => said.includes("lets Postgres recover"), ...restore, id, "--yes");
    expect(texts()).toBe("backed up,later");
    expect((await backed.live.fleet("verify", name)).code).toBe(0);
    await restored();
  });

  it("because it is killed in the swap gives back the data of before when asked", async () => {
    await backed.live.killed((said) => said.includes("puts the data of snapshot"), ...restore, id, "--yes");
    const { code, stdout } = await backed.live.fleet("restore", name, "--undo");
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining("has its data of before again") }); // prettier-ignore
    expect(texts()).toBe("backed up,later");
    expect((await backed.live.fleet("restore", name, "--undo")).stdout).toContain("There is nothing to undo.");
  });

  it("because it is killed in the swap is undone by the next one, which then restores", async () => {
    await backed.live.killed((said) => said.includes("puts the data of snapshot"), ...restore, id, "--yes");
    await restored();
  });

  it("because the key is lost ends before anything is touched", async () => {
    const began = docker("inspect", "--format", "{{.State.StartedAt}}", `supabase-${name}-db`);
    const store = { backend: "folder", path: backed.store };
    const lost = { secrets: { backupPassword: "another-key-0123456789" } };
    backed.live.write([backedInstance(name, { dump: false, store }, lost)], { hosts: { local: { edge: { mode: "none" }, subnets: "10.219.98.0/24" } } }); // prettier-ignore
    for (const args of [
      ["restore", name, "--yes"],
      ["drill", name],
      ["backups", "list", name],
    ]) {
      const { code, stderr } = await backed.live.fleet(...args);
      expect({ code, stderr }).toMatchObject({ code: 5, stderr: expect.stringContaining(`The key does not open the backups of ${name}`) }); // prettier-ignore
    }
    expect(docker("inspect", "--format", "{{.State.StartedAt}}", `supabase-${name}-db`)).toBe(began);
    expect({ texts: texts(), halves: await halves() }).toEqual({ texts: "backed up,later", halves: [] });
  });
});
