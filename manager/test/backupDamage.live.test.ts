import { closeSync, openSync, readdirSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { docker, missingDocker, psql } from "../../test/live/docker";
import type { Backup } from "../operations/backup/backups";
import type { Checked } from "../operations/backup/check";
import type { Drill } from "../operations/backup/drill";
import type { Restored } from "../operations/backup/restore";
import type { Verified } from "../operations/backup/store";
import { type BackedFleet, backedFleet, firstBackup, inBackup, memoryOf, shipLog, until } from "./support/backups"; // prettier-ignore
import { asAdmin } from "./support/onPostgres15";

const name = "bkupdmg-a";

describe.skipIf(missingDocker())("a damaged store, and a host in trouble", () => {
  let backed: BackedFleet;
  let [older, newer] = ["", ""];
  const fleet = async (...args: string[]) => await backed.live.fleet(...args);
  const packs = () =>
    readdirSync(join(backed.store, name, "data"), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  const noise = () =>
    asAdmin(name, "drop table if exists public.noise; create table public.noise as select extensions.gen_random_bytes(1024) b from generate_series(1, 4000)"); // prettier-ignore
  const alarms = async () =>
    (await backed.live.json<{ instances: Checked[] }>("backups", "check", name)).instances[0]?.alarms.join("\n") ?? "";

  beforeAll(async () => {
    backed = backedFleet([name], "10.219.99.0/24", { pointInTime: true, dump: false });
    expect(await fleet("apply", "--yes")).toMatchObject({ code: 0 });
    psql(name, "create table public.marks (text text); insert into public.marks values ('one')");
    await firstBackup(name);
    older = (await backed.live.json<Backup>("backup", name)).id;
  });
  afterAll(() => backed?.remove());

  it("is told by an alarm as long as no restore was proven, and by a hook", async () => {
    expect(await alarms()).toContain(`No restore was ever proven: fleet drill ${name}`);
    const { code, stdout } = await fleet("backups", "check", name, "--hook", "cat");
    expect(code).toBe(1);
    expect(stdout).toContain(`{"stack":"live","instances":[{"instance":"${name}"`);
    expect((await backed.live.json<Drill>("drill", name)).proven).toBe(true);
    expect(await fleet("backups", "check", name)).toMatchObject({ code: 0, stdout: expect.stringContaining("all is well") }); // prettier-ignore
    expect((await fleet("backups", "verify", name, "--read-data")).stdout).toContain("whole, 2 backups");
  });

  it("has the log's way to the archive watched, before it fills the disk", async () => {
    const archive = (mode: string) => docker("exec", "-u", "0", `supabase-${name}-db`, "chmod", mode, "/wal");
    const status = "/var/lib/postgresql/data/pg_wal/archive_status";
    archive("0700");
    asAdmin(name, "select pg_switch_wal() from pg_logical_emit_message(false, 'test', 'x')");
    await until(() => docker("exec", `supabase-${name}-db`, "sh", "-c", `ls ${status} | grep ready || true`));
    docker("exec", "-u", "0", `supabase-${name}-db`, "sh", "-c", `touch -d '-20 minutes' ${status}/*.ready`);
    expect(await alarms()).toMatch(/Postgres has not been able to hand over its log for 20 min, and keeps it: \d+ MB of log, [\d.]+ GB free/); // prettier-ignore
    archive("1777");
    await until(() => docker("exec", `supabase-${name}-db`, "sh", "-c", `ls ${status} | grep ready || true`) === ""); // prettier-ignore
  });

  it("has the log's way to the store watched", async () => {
    inBackup(name, `mv /store/${name} /store/away`);
    await shipLog(name).catch(() => undefined); // It fails, as it should.
    inBackup(name, "touch -d '@1700000000' /spool/shipped && touch -d @$(($(date +%s) - 1500)) /wal/*.gz");
    const said = await alarms();
    inBackup(name, `mv /store/away /store/${name}`);
    expect(said).toMatch(/The log has not reached the store for 25 min \(.*\), and fills the disk meanwhile/s);
    expect(memoryOf(name).logFailure).not.toBeNull();
    inBackup(name, "sh /fleet/backup/ship.sh");
    expect(await alarms()).toBe("");
  });

  it("is found by a check, which names the backups that are whole, and those restore", async () => {
    noise();
    const had = new Set(packs());
    newer = (await backed.live.json<Backup>("backup", name)).id;
    const [largest = ""] = packs().filter((pack) => !had.has(pack)).sort((a, b) => statSync(b).size - statSync(a).size); // prettier-ignore
    const file = openSync(largest, "r+");
    writeSync(file, Buffer.alloc(4096, "x"), 0, 4096, Math.floor(statSync(largest).size / 2));
    closeSync(file);
    const drilled = await fleet("drill", name);
    expect({ ...drilled }).toMatchObject({ code: 1, stdout: expect.stringMatching(new RegExp(`not proven, backup ${newer}[^]*are damaged[^]*fleet backups verify ${name}`)) }); // prettier-ignore
    expect(await alarms()).toContain(`The last drill did not prove backup ${newer}`);
    const { stores } = await backed.live.json<{ stores: Verified[] }>("backups", "verify", name, "--read-data");
    expect(stores[0]).toMatchObject({ damaged: [newer], problem: expect.any(String) });
    expect(stores[0]?.whole).toContain(older);
    psql(name, "insert into public.marks values ('after the damage')");
    const failed = await fleet("restore", name, "--to", newer, "--yes");
    expect(failed).toMatchObject({ code: 1, stderr: expect.stringContaining("are damaged") });
    expect(psql(name, "select count(*) from public.marks")).toBe("2");
    expect((await backed.live.json<Restored>("restore", name, "--to", older, "--yes")).backup).toBe(older);
    expect(psql(name, "select string_agg(text, ',') from public.marks")).toBe("one");
  });
});
