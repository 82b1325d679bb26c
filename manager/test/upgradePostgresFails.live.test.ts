import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { containersOf, docker, missingDocker } from "../../test/live/docker";
import { registry } from "../../test/live/settings";
import type { Snapshot } from "../operations/snapshot";
import { type LiveFleet, leanInstance, liveFleet } from "./support/live";
import { asAdmin, fill, held, servedBy, whatIsHeld } from "./support/onPostgres15";

const name = "pgupfail-a";
const [squatter, port] = ["supabase-pgupfail-a-squatter", 8996];

describe.skipIf(missingDocker())("an upgrade of Postgres that cannot be", () => {
  let live: LiveFleet;
  const entry = () => readFileSync(live.stackFile, "utf8");
  const state = () => [entry(), held(name), servedBy(name)];
  let before: string[];

  beforeAll(async () => {
    live = liveFleet("embedded engine", [name]);
    const hosts = { local: { edge: { mode: "none" }, subnets: "10.219.97.64/26" } };
    live.write([leanInstance(name, { database: { major: 15 }, ports: { gateway: port } })], { hosts });
    expect(await live.fleet("apply", "--yes")).toMatchObject({ code: 0 });
    fill(name);
    before = state();
    expect(before.slice(1)).toEqual([whatIsHeld, "15"]);
  });
  afterAll(() => live?.remove());

  it("is refused with everything that would not come along, and the list alone cannot bring it about", async () => {
    const containers = containersOf(name);
    asAdmin(name, "create extension adminpack; select pg_create_physical_replication_slot('own_slot')");
    const { code, stderr } = await live.fleet("upgrade-postgres", name, "--yes");
    expect({ code, stderr }).toMatchObject({ code: 5 });
    expect(stderr).toContain("The replication slot own_slot would not come along");
    expect(stderr).toMatch(/uses the extension adminpack, which \S+postgres:17\S+ does not have/);
    asAdmin(name, "drop extension adminpack; select pg_drop_replication_slot('own_slot')");

    const file = entry();
    for (const more of ["", "changedFrom: 15"]) {
      writeFileSync(live.stackFile, file.replace(/^( *)major: 15$/m, `$1major: 17\n$1${more}`));
      const { stdout, stderr } = await live.fleet("apply", "--yes").finally(() => writeFileSync(live.stackFile, file));
      expect(stdout + stderr).toContain(`fleet upgrade-postgres ${name}`);
    }
    expect([containersOf(name), ...state()]).toEqual([containers, ...before]);
  });

  it("goes back before anything was replaced when a database does not load", async () => {
    // An index on it is made anew by a load, where no schema is searched.
    asAdmin(name, "create function public.one() returns int immutable language sql as 'select 1'; create function public.two(t text) returns int immutable language sql as 'select one() + 1'; create index own on public.notes (two(text))"); // prettier-ignore
    const { code, stdout } = await live.fleet("upgrade-postgres", name, "--yes");
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /rolled back, on Postgres 15\n +Database postgres does not load: function one\(\) does not exist.*\n +Its data was not replaced: no row is lost/,
    );
    expect(state()).toEqual(before);
    expect(await live.json("snapshots", name)).toEqual([]);
    asAdmin(name, "drop function public.two cascade; drop function public.one");
  });

  it("puts the old data back when the instance does not come up on the new", async () => {
    // The gateway finds its port taken, until the way back begins.
    let squats: boolean | undefined;
    const leave = () => {
      if (squats) docker("rm", "-f", squatter);
      squats = false;
    };
    const listen = (said: string) => {
      if (said.includes("goes back to Postgres 15")) leave();
      else if (squats === undefined && said.includes("loads roles")) {
        squats = true;
        docker("run", "-d", "--name", squatter, "-p", `127.0.0.1:${port}:80`, "--entrypoint", "sleep", `${registry}/postgrest/postgrest:v14.17`, "600"); // prettier-ignore
      }
      return false;
    };
    await live.killed(listen, "upgrade-postgres", name, "--yes");
    leave();
    expect(state()).toEqual(before);
    const snapshots = await live.json<Snapshot[]>("snapshots", name);
    expect(snapshots.map(({ postgres, kept }) => ({ postgres, kept }))).toEqual([{ postgres: "17", kept: true }, { postgres: "15", kept: true }]); // prettier-ignore
    expect((await live.fleet("audit")).stdout).toMatch(/upgrade-postgres pgupfail-a --to 17 +\S* +failed/);
    expect(await live.fleet("plan")).toMatchObject({ code: 0 });
  });
});
