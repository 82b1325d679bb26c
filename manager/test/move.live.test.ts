import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { client } from "../../test/live/client";
import { docker, missingDocker, psql } from "../../test/live/docker";
import { type Keys, schema } from "../../test/live/journey";
import { lean } from "../../test/live/settings";
import { type SecondDocker, missingSecondDocker, startSecondDocker } from "../../test/live/secondDocker";
import type { Moved } from "../operations/move/types";
import { keysOf } from "./support/keys";
import { type LiveFleet, engineNames, leanInstance, liveFleet } from "./support/live";

const [name, other] = ["moved-a", "moved-b"] as const;
const missing = missingDocker() ?? engineNames[1]?.missing ?? missingSecondDocker();

describe.skipIf(missing !== undefined)(
  `an instance goes to another host${missing === undefined ? "" : ` (skipped: ${missing})`}`,
  () => {
    let second: SecondDocker;
    let live: LiveFleet;
    let keys: Keys;
    const there = (sql: string) => second.docker("exec", `supabase-${name}-db`, "psql", "-XqAt", "-h", "127.0.0.1", "-U", "postgres", "-d", "postgres", "-c", sql); // prettier-ignore
    const volumesThere = () => second.docker("volume", "ls", "-q").split("\n").filter((volume) => volume.includes(name)); // prettier-ignore
    const slots = () => psql(name, "select count(*) from pg_replication_slots");

    beforeAll(async () => {
      second = await startSecondDocker("10.231.0.0/16");
      live = liveFleet("Pulumi CLI", [name, other]);
      const hosts = {
        web1: { edge: { mode: "none" }, subnets: "10.230.0.0/16" },
        web2: { docker: second.address, edge: { mode: "none" }, subnets: "10.231.0.0/16" },
      };
      const services = { ...lean.services, storage: true };
      live.write([leanInstance(name, { services, host: "web1" }), leanInstance(other, { host: "web1" })], { hosts });
      expect(await live.fleet("apply", "--yes")).toMatchObject({ code: 0 });
      keys = await keysOf(live.folder, name);
      psql(name, schema);
      psql(name, "create table public.ticks (at timestamptz default now(), n int)");
      psql(name, "grant all on public.ticks to service_role; notify pgrst, 'reload schema'");
      const admin = client(keys.apiUrl, keys.secretKey);
      expect((await admin.storage.createBucket("docs")).error).toBeNull();
      for (let n = 0; n < 50; n++)
      expect((await admin.storage.from("docs").upload(`a b/it's ${n}.svg`, new Blob([`<svg>${n}</svg>`], { type: "image/svg+xml" }))).error).toBeNull(); // prettier-ignore
      expect((await client(keys.apiUrl, keys.anonKey).auth.signUp({ email: "alice@example.com", password: "correct horse" })).error).toBeNull(); // prettier-ignore
    });
    afterAll(async () => {
      live?.remove();
      await second?.stop();
    });

    it("says what it would do, and refuses what cannot be", async () => {
      const shown = await live.fleet("move", name, "--host", "web2", "--dry-run");
      expect(shown.stdout).toMatch(
        /moved-a goes from host web1 to host web2[^]*data[^]*images +\d to pull on web2[^]*way back/,
      );
      expect((await live.fleet("move", name, "--host", "web1", "--yes")).stderr).toContain("is on host web1 already");
      expect((await live.fleet("move", name, "--host", "web9", "--yes")).stderr).toContain("There are: web1, web2");
      second.docker("volume", "create", `supabase-${name}-db-data`);
      const refused = await live.fleet("move", name, "--host", "web2", "--yes");
      expect(refused.stderr).toMatch(/web2 has volumes of an instance "moved-a" already[^]*Nothing was changed/);
      second.docker("volume", "rm", `supabase-${name}-db-data`);
      expect((await live.fleet("plan")).code).toBe(0);
    });

    it("is as before when the new host fails it half-way, or the command is killed while it copies", async () => {
      await live.killed(
        (said) => said.includes(`copies supabase-${name}-storage`),
        "move",
        name,
        "--host",
        "web2",
        "--yes",
      );
      expect((await client(keys.apiUrl, keys.secretKey).from("ticks").insert({ n: -1 })).error).toBeNull();
      expect((await live.fleet("set", name, "rest.maxRows", "5", "--yes")).stderr).toContain("did not come to its end");
      expect((await live.fleet("move", name, "--undo", "--yes")).stdout).toContain("is where it was before");
      expect([slots(), volumesThere(), (await live.fleet("plan")).code]).toEqual(["0", [], 0]);
    });

    it("is as before when a service does not start on the new host, and what lies there is left alone", async () => {
      const image = (service: string) =>
        docker("inspect", "--format", "{{.Config.Image}}", `supabase-${name}-${service}`);
      second.docker("pull", "-q", image("db"));
      second.docker("tag", image("db"), image("rest"));
      const failed = await live.fleet("move", name, "--host", "web2", "--yes");
      expect(failed).toMatchObject({ code: 1, stderr: expect.stringMatching(/supabase-moved-a-rest[^]*is on host web1 as before\. What lies on host web2 was left there/) }); // prettier-ignore
      expect(volumesThere()).not.toEqual([]);
      expect(second.docker("ps", "-aq")).toBe("");
      expect((await client(keys.apiUrl, keys.secretKey).from("ticks").select("n")).data).toEqual([{ n: -1 }]);
      expect([slots(), (await live.fleet("plan")).code]).toEqual(["0", 0]);
      for (const volume of volumesThere()) second.docker("volume", "rm", volume);
      second.docker("rmi", "-f", image("rest"));
    });

    it("is there with every row, file and key, and was away for seconds", async () => {
      const untouched = docker("inspect", "--format", "{{.Id}}", `supabase-${other}-db`);
      const admin = client(keys.apiUrl, keys.secretKey);
      const written: number[] = [];
      let [n, going, away] = [0, true, 0];
      const writing = (async () => {
        for (let failing: number | undefined; going; await sleep(50)) {
          const { error } = await admin.from("ticks").insert({ n });
          if (error === null) {
            written.push(n++);
            if (failing !== undefined) away = Math.max(away, (Date.now() - failing) / 1000);
            failing = undefined;
          } else failing ??= Date.now();
        }
      })();
      const uploaded = sleep(3000).then(() => admin.storage.from("docs").upload("late (1).txt", new Blob(["late"], { type: "text/x-late" }))); // prettier-ignore
      const moved = await live.json<Moved>("move", name, "--host", "web2", "--yes");
      await sleep(1000);
      going = false;
      await writing;
      expect((await uploaded).error).toBeNull();
      expect(there("select count(*), count(distinct n) from public.ticks where n >= 0").split("|").map(Number)).toEqual([expect.any(Number), written.length]); // prettier-ignore
      expect(there("select string_agg(n::text, ',' order by n) from (select distinct n from public.ticks where n >= 0) t")).toBe(written.join(",")); // prettier-ignore
      expect(moved.downTime).toBeGreaterThan(0);
      expect(away).toBeLessThan(moved.downTime + 5);
      for (const [path, type, text] of [
        ["a b/it's 7.svg", "image/svg+xml", "<svg>7</svg>"],
        ["late (1).txt", "text/x-late", "late"],
      ] as const) {
        const { data, error } = await admin.storage.from("docs").download(path);
        expect([error, data?.type, await data?.text()]).toEqual([null, type, text]);
      }
      expect((await client(keys.apiUrl, keys.anonKey).auth.signInWithPassword({ email: "alice@example.com", password: "correct horse" })).error).toBeNull(); // prettier-ignore
      expect(docker("ps", "-a", "--format", "{{.Names}}")).not.toContain(`supabase-${name}-`);
      expect(docker("inspect", "--format", "{{.Id}}", `supabase-${other}-db`)).toBe(untouched);
      expect((await live.fleet("plan")).code).toBe(0);
      expect((await live.fleet("verify", name)).stdout).toContain(" 0 failed");
      expect(moved.left).toContain(`supabase-${name}-db-data`);
      expect((await live.fleet("move", name, "--host", "web1", "--yes")).stderr).toContain("--clean");
      expect((await live.fleet("move", name, "--clean", "--yes")).stdout).toContain(`supabase-${name}-db-data`);
      expect(docker("volume", "ls", "-q")).not.toContain(`supabase-${name}-db-data`);
    });

    it("goes on with what was killed while it started over there", async () => {
      const before = there("select count(*) from public.ticks");
      await live.killed((said) => said.includes("starts on host web1"), "move", name, "--host", "web1", "--yes");
      const moved = await live.json<Moved>("move", name, "--yes");
      expect(moved).toMatchObject({ from: "web2", to: "web1" });
      expect(psql(name, "select count(*) from public.ticks")).toBe(before);
      expect((await live.fleet("plan")).code).toBe(0);
    });
  },
);
