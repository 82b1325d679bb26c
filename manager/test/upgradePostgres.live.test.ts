import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { client } from "../../test/live/client";
import { docker, missingDocker } from "../../test/live/docker";
import type { Snapshot } from "../operations/snapshot";
import type { PostgresReport } from "../operations/upgradePostgres/types";
import { keysOf } from "./support/keys";
import { type LiveFleet, leanInstance, liveFleet } from "./support/live";
import { asAdmin, fill, held, logsIn, servedBy, whatIsHeld } from "./support/onPostgres15";

const name = "pguplive-a";
const user = { email: "ada@example.com", password: "correct horse" };

describe.skipIf(missingDocker())("fleet upgrade-postgres", () => {
  let live: LiveFleet;
  const api = async (key: "publishableKey" | "secretKey" = "publishableKey") => {
    const keys = await keysOf(live.folder, name);
    return client(keys.apiUrl, keys[key]);
  };
  const entry = () => readFileSync(live.stackFile, "utf8");
  const key = () => docker("exec", `supabase-${name}-db`, "cat", "/etc/postgresql-custom/pgsodium_root.key");
  const left = () =>
    [docker("ps", "-aq", "--filter", `label=supabase-fleet.helper=${name}`), docker("volume", "ls", "-q", "--filter", `label=supabase-fleet.helper=${name}`)].join(""); // prettier-ignore
  let rootKey: string;

  beforeAll(async () => {
    live = liveFleet("embedded engine", [name]);
    const { services, ...lean } = leanInstance(name, { database: { major: 15 } });
    const withStorage = { ...(services as object), storage: true };
    // A range of its own: other tests' networks may lie in the usual one.
    const hosts = { local: { edge: { mode: "none" }, subnets: "10.219.97.0/26" } };
    live.write([{ ...lean, services: withStorage }], { hosts });
    expect(await live.fleet("apply", "--yes")).toMatchObject({ code: 0 });
    fill(name);
    expect((await (await api()).auth.signUp(user)).error).toBeNull();
    const { storage } = await api("secretKey");
    await storage.createBucket("files");
    expect((await storage.from("files").upload("a/b.txt", new Blob(["of before"]))).error).toBeNull();
    rootKey = key();
    expect([held(name), servedBy(name)]).toEqual([whatIsHeld, "15"]);
  });
  afterAll(() => live?.remove());

  it("loads the live data into a throwaway server for a dry run, and leaves nothing of it", async () => {
    const before = entry();
    const { code, stdout, stderr } = await live.fleet("upgrade-postgres", name, "--dry-run");
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stdout).toMatch(
      /goes from Postgres 15 to 17[^]*ledger \(\S+ MB\)[^]*rehearsal +passed: loaded in \S+ s, \d+ facts/,
    );
    expect([entry(), left(), servedBy(name), await live.json("snapshots", name)]).toEqual([before, "", "15", []]);
  });

  it("goes on when it was killed while it loaded and again while it moved the data", async () => {
    await live.killed((said) => said.includes("loads database postgres"), "upgrade-postgres", name, "--yes");
    expect(entry()).toContain("paused");
    expect((await live.fleet("upgrade-postgres", name, "--dry-run")).stderr).toContain("did not come to its end");
    await live.killed((said) => said.includes("in the place of the old"), "upgrade-postgres", name, "--yes");
    const report = await live.json<PostgresReport>("upgrade-postgres", name, "--yes");
    expect(report).toMatchObject({ outcome: "upgraded", postgres: "17", restored: false });
    expect([held(name), servedBy(name), left()]).toEqual([whatIsHeld, "17", ""]);
    expect(entry()).toMatch(/major: 17/);
    expect(entry()).not.toMatch(/changedFrom|paused/);
    expect(await live.fleet("plan")).toMatchObject({ code: 0 });
    expect(await live.fleet("drift", name)).toMatchObject({ code: 0 });
  });

  it("keeps passwords, users, objects and the key that opens secrets", async () => {
    expect(logsIn(name, "reporting", "report-pass-123")).toBe("reporting 9MB");
    expect((await (await api()).auth.signInWithPassword(user)).error).toBeNull();
    const { data } = await (await api("secretKey")).storage.from("files").download("a/b.txt");
    expect(await data?.text()).toBe("of before");
    expect(key()).toBe(rootKey);
  });

  it("goes back when it is asked to, and says what was written since and where it is", async () => {
    asAdmin(name, "insert into public.notes (text) values ('later'), ('later still')");
    const { code, stdout, stderr } = await live.fleet("upgrade-postgres", name, "--rollback", "--yes");
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stdout).toMatch(/public\.notes: 2 inserted[^]*rolled back, on Postgres 15[^]*public\.notes: 2 inserted/);
    expect([held(name), servedBy(name), left()]).toEqual([whatIsHeld, "15", ""]);
    const [newer] = await live.json<Snapshot[]>("snapshots", name);
    expect(newer).toMatchObject({ postgres: "17", kept: true });
    expect((await (await api()).auth.signInWithPassword(user)).error).toBeNull();
    expect(entry()).toMatch(/major: 15/);
    expect(await live.fleet("plan")).toMatchObject({ code: 0 });
  });
});
