import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { client } from "../../test/live/client";
import { missingDocker, psql, traces } from "../../test/live/docker";
import type { Backup } from "../operations/backup/backups";
import type { Checked } from "../operations/backup/check";
import type { Drill } from "../operations/backup/drill";
import type { Restored } from "../operations/backup/restore";
import type { Snapshot } from "../operations/snapshot";
import {
  type BackedFleet,
  backedFleet,
  firstBackup,
  idsOf,
  inBackup,
  memoryOf,
  shipLog,
  until,
} from "./support/backups";
import { keysOf } from "./support/keys";

const name = "bkuplive-a";

/** Writes rows and objects, and reads them back, until it is stopped. */
async function busy(url: string, key: string, stopped: () => boolean): Promise<{ asked: number; failed: string[] }> {
  const admin = client(url, key);
  const failed: string[] = [];
  let asked = 0;
  const note = (error: { message: string } | null) => {
    asked++;
    if (error !== null) failed.push(error.message);
  };
  for (let n = 0; !stopped(); n++) {
    note((await admin.from("notes").insert({ text: `row ${n}` })).error);
    note((await admin.from("notes").select("text").limit(5)).error);
    note((await admin.storage.from("docs").upload(`busy/${n}.txt`, new Blob([`file ${n}`], { type: "text/plain" }))).error); // prettier-ignore
    const { data, error } = await admin.storage.from("docs").download(`busy/${n}.txt`);
    note(error);
    if (data !== null && (await data.text()) !== `file ${n}`) failed.push(`file ${n} is another`);
    // An object that goes while the data is copied.
    if (n % 2 === 0) note((await admin.storage.from("docs").remove([`busy/${n}.txt`])).error);
  }
  return { asked, failed };
}

describe.skipIf(missingDocker())("backups of an instance that serves", () => {
  let backed: BackedFleet;
  const moments: Record<string, string> = {};
  const texts = () => psql(name, "select string_agg(text, ',' order by id) from public.marks");
  /** Writes a row, and notes a moment at which it is there and the next one is not. */
  const mark = async (text: string) => {
    psql(name, `insert into public.marks (text) values ('${text}')`);
    await sleep(1100);
    moments[text] = psql(name, "select to_char(now() at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')");
    await sleep(1100);
  };

  beforeAll(async () => {
    backed = backedFleet([name], "10.219.96.0/24", { pointInTime: true });
    expect(await backed.live.fleet("apply", "--yes")).toMatchObject({ code: 0 });
    psql(
      name,
      `create table public.notes (id bigint generated always as identity primary key, text text not null);
       create table public.marks (id bigint generated always as identity primary key, text text not null);
       grant all on public.notes to service_role; notify pgrst, 'reload schema'`,
    );
    await firstBackup(name);
  });
  afterAll(() => backed?.remove());

  it("are made without a failed request, and prove themselves in a drill", async () => {
    const { apiUrl, secretKey } = await keysOf(backed.live.folder, name);
    expect((await client(apiUrl, secretKey).storage.createBucket("docs")).error).toBeNull();
    let stop = false;
    const client_ = busy(apiUrl, secretKey, () => stop);
    const made = await backed.live.json<Backup>("backup", name);
    stop = true;
    const { asked, failed } = await client_;
    expect(failed).toEqual([]);
    expect(asked).toBeGreaterThan(20);
    const drill = await backed.live.json<Drill>("drill", name);
    expect(drill).toMatchObject({ backup: made.id, proven: true, problems: [] });
    expect(drill.objects).toBeGreaterThan(0);
    expect(await backed.live.json<{ instances: Checked[] }>("backups", "check", name)).toMatchObject({ instances: [{ alarms: [], lastProven: { backup: made.id } }] }); // prettier-ignore
  });

  it("hand out their dump as a file that is not there yet, or say which there are", async () => {
    const file = join(backed.live.folder, "a.dump");
    const newest = (await idsOf(backed.live, name)).at(-1);
    const written = await backed.live.json("backups", "download", name, "--to", file);
    expect(written).toMatchObject({ instance: name, backup: newest, file, bytes: statSync(file).size });
    expect([readFileSync(file).subarray(0, 5).toString(), statSync(file).mode & 0o777]).toEqual(["PGDMP", 0o600]);
    const again = await backed.live.fleet("backups", "download", name, "--to", file);
    expect(again).toMatchObject({ code: 4, stderr: expect.stringContaining("is there already") });
    const unknown = await backed.live.fleet("backups", "download", name, "20200101T000000Z");
    expect(unknown).toMatchObject({ code: 4, stderr: expect.stringContaining(`There are: ${newest}`) });
  });

  it("restore a moment between two rows, with exactly those before it", async () => {
    for (const text of ["one", "two", "three"]) await mark(text);
    const { apiUrl, secretKey } = await keysOf(backed.live.folder, name);
    const later = await client(apiUrl, secretKey)
      .storage.from("docs")
      .upload("later.txt", new Blob(["later"]));
    expect(later.error).toBeNull();
    await shipLog(name);
    const restored = await backed.live.json<Restored>("restore", name, "--to", moments.two ?? "", "--yes");
    expect(restored.moment).toBe(moments.two);
    expect(texts()).toBe("one,two");
    const { data, error } = await client(apiUrl, secretKey).from("notes").select("text").limit(1);
    expect({ error, rows: data?.length }).toEqual({ error: null, rows: 1 });
    const [safety] = await backed.live.json<Snapshot[]>("snapshots", name);
    expect(safety).toMatchObject({ time: restored.safety, kept: true });
    expect((await backed.live.fleet("snapshots", "remove", name, restored.safety, "--yes")).code).toBe(0);
  });

  it("refuse a moment that no log reaches, and say which do", async () => {
    const { code, stderr } = await backed.live.fleet("restore", name, "--to", "2020-01-01T00:00:00Z", "--yes");
    expect({ code, stderr }).toMatchObject({ code: 5, stderr: expect.stringContaining("is before the oldest backup") });
    const late = await backed.live.fleet("restore", name, "--to", "2099-01-01T00:00:00Z", "--yes");
    expect(late.stderr).toMatch(/The log after backup \S+ reaches until|No log was saved after backup/);
    expect(texts()).toBe("one,two");
  });

  it("restore a moment with the objects that were uploaded and removed since the backup, on the timeline after a restore", async () => {
    // After a restore the clock makes a backup of the new data, and the log counts from that one.
    await until(() => inBackup(name, "cat /spool/since 2>/dev/null || true") === memoryOf(name).lastBackup?.id);
    const { apiUrl, secretKey } = await keysOf(backed.live.folder, name);
    const docs = client(apiUrl, secretKey).storage.from("docs");
    for (const file of ["four.txt", "five.txt"]) {
      expect((await docs.upload(file, new Blob([file]))).error).toBeNull();
      await mark(file);
      await shipLog(name);
    }
    // What is there no more when the rest of the log is shipped was there at the moment all the same.
    expect((await docs.remove(["four.txt", "five.txt"])).error).toBeNull();
    await mark("four");
    await shipLog(name);
    psql(name, "drop table public.marks");
    const { moment } = await backed.live.json<Restored>("restore", name, "--to", moments["five.txt"] ?? "", "--yes"); // prettier-ignore
    expect(moment).toBe(moments["five.txt"]);
    expect(texts()).toBe("one,two,four.txt,five.txt");
    for (const file of ["four.txt", "five.txt"]) expect(await (await docs.download(file)).data?.text()).toBe(file);
  });

  it("leave nothing behind when the instance goes", async () => {
    backed.remove();
    expect(traces([name])).toEqual([]);
  });
});
