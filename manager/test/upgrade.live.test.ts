import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { containersOf, docker, missingDocker, psql } from "../../test/live/docker";
import type { Snapshot } from "../operations/snapshot";
import type { UpgradeReport } from "../operations/upgrade/types";
import { type Variant, variant } from "./support/images";
import { type LiveFleet, leanInstance, liveFleet } from "./support/live";

const [first, second] = ["upglive-a", "upglive-b"] as const;
const [rest, db, auth] = ["postgrest/postgrest:v14.17", "supabase/postgres:17.6.1.136", "supabase/gotrue:v2.196.0"];

/** Migrates, writes a row that an older version does not know, and ends: the worst that a new version can do. */
const migratesAndEnds = `ENTRYPOINT ["node", "-e", "const pg = require('pg'); const c = new pg.Client(process.env.GOTRUE_DB_DATABASE_URL); c.connect().then(() => c.query(\\"insert into auth.schema_migrations values ('29990101') on conflict do nothing; insert into auth.users (id) values (gen_random_uuid())\\")).then(() => process.exit(1))"]`;

describe.skipIf(missingDocker())("fleet upgrade", () => {
  let live: LiveFleet;
  const served: Variant[] = [];
  const serve = (...of: Parameters<typeof variant>) => {
    const made = variant(...of);
    served.push(made);
    return made.image;
  };
  const imageOf = (instance: string, service: string) =>
    docker("inspect", "--format", "{{.Config.Image}}", `supabase-${instance}-${service}`);
  const rows = (instance: string) => psql(instance, "select string_agg(text, ',' order by text) from public.notes");
  const entries = () => readFileSync(live.stackFile, "utf8");
  // By name: without one the list is of the whole host, with what other tests take there at the same time.
  const snapshots = async (instance: string) => await live.json<Snapshot[]>("snapshots", instance);

  beforeAll(async () => {
    live = liveFleet("embedded engine", [first, second]);
    // A range of its own: other tests' networks may lie in the usual one.
    const hosts = { local: { edge: { mode: "none" }, subnets: "10.219.64.0/24" } };
    live.write([leanInstance(first), leanInstance(second)], { hosts });
    expect(await live.fleet("apply", "--yes")).toMatchObject({ code: 0, stderr: expect.stringContaining("applied") });
    for (const name of [first, second])
      psql(name, `create table public.notes (text text); insert into public.notes values ('of ${name}')`);
  });
  afterAll(async () => {
    live?.remove();
    for (const image of served) await image.remove();
  });

  it("touches nothing when an image cannot be pulled", async () => {
    const [before, file] = [containersOf(first), entries()];
    const { code, stderr } = await live.fleet("upgrade", first, "--image", "rest=postgrest/postgrest:v0", "--yes");
    expect({ code, stderr }).toMatchObject({
      code: 5,
      stderr: expect.stringContaining("postgrest:v0 cannot be pulled"),
    });
    expect(containersOf(first)).toEqual(before);
    expect(entries()).toBe(file);
    expect([await snapshots(first), await snapshots(second)]).toEqual([[], []]);
  });

  it("refuses a database image of another major version and names the way there", async () => {
    const file = entries();
    const { code, stderr } = await live.fleet("upgrade", first, "--image", "db=supabase/postgres:15.8.1.085", "--yes");
    expect({ code, stderr }).toMatchObject({ code: 5, stderr: expect.stringContaining("is of Postgres 17, on which Postgres 15 does not start") }); // prettier-ignore
    expect(entries()).toBe(file);
  });

  it("upgrades one service of two instances, the canary first, and keeps a snapshot of each", async () => {
    const good = serve(rest, "v14.18-upglive", "LABEL upglive=good");
    const { code, stdout, stderr } = await live.fleet("upgrade", "--all", "--canary", second, "--image", `rest=${good}`, "--yes"); // prettier-ignore
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stdout).toContain(`1. ${second} (canary)\n  2. ${first}`);
    expect(stderr.indexOf(`${second}: upgraded`)).toBeLessThan(stderr.indexOf(`${first}: stops db`));
    expect([imageOf(first, "rest"), imageOf(second, "rest")]).toEqual([expect.stringContaining(good), expect.stringContaining(good)]); // prettier-ignore
    expect([(await snapshots(first)).length, (await snapshots(second)).length]).toEqual([1, 1]);
    expect([rows(first), rows(second)]).toEqual([`of ${first}`, `of ${second}`]);
  });

  it("goes back by itself from an image that does not start, and begins no further wave", async () => {
    const broken = serve(rest, "v14.19-upglive", 'ENTRYPOINT ["/bin/false"]');
    const [file, other] = [entries(), containersOf(second)];
    const { code, stdout } = await live.fleet("upgrade", "--all", "--canary", first, "--image", `rest=${broken}`, "--yes"); // prettier-ignore
    expect(code).toBe(1);
    expect(stdout).toMatch(new RegExp(`${first}: rolled back[^]*no row is lost[^]*${second}: not started`));
    expect(entries()).toBe(file);
    expect(imageOf(first, "rest")).toContain("v14.18-upglive");
    expect(containersOf(second)).toEqual(other);
    expect(rows(first)).toBe(`of ${first}`);
    expect(await live.fleet("plan")).toMatchObject({ code: 0 });
  });

  it("goes back from a database image that does not start, with the rows", async () => {
    const broken = serve(db, "17.6.2-upglive", 'ENTRYPOINT ["/bin/false"]');
    const { code, stdout } = await live.fleet("upgrade", first, "--image", `db=${broken}`, "--yes");
    expect(code).toBe(1);
    expect(stdout).toContain(`${first}: rolled back`);
    expect(imageOf(first, "db")).toContain(db);
    expect(rows(first)).toBe(`of ${first}`);
  });

  it("puts the snapshot back when the data was migrated, and keeps what was written since", async () => {
    const broken = serve(auth, "v2.199-upglive", "WORKDIR /stand-ins", migratesAndEnds);
    expect((await live.fleet("upgrade", first, "--image", `auth=${broken}`, "--yes")).code).toBe(1);
    expect(psql(first, "select count(*) from auth.schema_migrations where version = '29990101'")).toBe("0");
    expect(rows(first)).toBe(`of ${first}`);
    const [newer] = await snapshots(first);
    expect(newer).toMatchObject({ kept: true, reason: expect.stringContaining("data of the failed upgrade") });
    expect((await live.fleet("audit")).stdout).toMatch(/upgrade upglive-a --image auth=\S+ +\w+ +failed/);
  });

  it("goes on when it was killed while it copied", async () => {
    const next = serve(rest, "v14.20-upglive", "LABEL upglive=next");
    await live.killed((said) => said.includes("copies its data"), "upgrade", first, "--image", `rest=${next}`, "--yes");
    expect((await live.fleet("upgrade", second, "--yes")).stderr).toContain("did not come to its end");
    const report = await live.json<UpgradeReport>("upgrade", "--yes");
    expect(report.instances).toMatchObject([{ name: first, outcome: "upgraded" }]);
    expect(imageOf(first, "rest")).toContain(next);
    expect(rows(first)).toBe(`of ${first}`);
    expect(docker("ps", "-aq", "--filter", `label=supabase-fleet.helper=${first}`)).toBe("");
  });

  it("goes back when it was killed while it applied", async () => {
    const [file, before] = [entries(), imageOf(second, "rest")];
    const next = serve(rest, "v14.21-upglive", "LABEL upglive=killed");
    await live.killed(
      (said) => said.includes(`replace ${second}-rest`),
      "upgrade",
      second,
      "--image",
      `rest=${next}`,
      "--yes",
    );
    expect(entries()).toContain(next);
    const report = await live.json<UpgradeReport>("upgrade", "--rollback", "--yes");
    expect(report.instances).toMatchObject([{ name: second, outcome: "rolled back", restored: false }]);
    expect(entries()).toBe(file);
    expect(imageOf(second, "rest")).toBe(before);
    expect(await live.fleet("plan")).toMatchObject({ code: 0 });
  });
});
