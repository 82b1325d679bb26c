import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { client } from "../../test/live/client";
import { docker, missingDocker, psql, traces } from "../../test/live/docker";
import { type Keys, schema, userJourney } from "../../test/live/journey";
import { compose, missingCompose } from "./support/compose";
import { keysOf } from "./support/keys";
import { type LiveFleet, liveFleet } from "./support/live";
import { type Install, upstreamInstall } from "./support/upstreamInstall";

const name = "arrivelive-a";
const missing = missingDocker() ?? missingCompose();
const user = { email: "alice@example.com", password: "correct horse" };

describe("fleet adopt, of an install by upstream's compose file", () => {
  let live: LiveFleet;
  let old: Install;
  let keys: Keys;

  beforeAll(async () => {
    if (missing !== undefined) return;
    live = liveFleet("embedded engine", [name]);
    live.write([]);
    old = await upstreamInstall(join(live.folder, "old"), 24810);
    await compose(old.folder, "up", "--detach", "--wait");
    execFileSync("docker", ["exec", "-i", "arrivelive-old-db-1", "psql", "-qXh", "127.0.0.1", "-U", "postgres"], { input: schema, stdio: ["pipe", "ignore", "ignore"] }); // prettier-ignore
    await answers(`${old.apiUrl}/auth/v1/health`);
    await answers(`${old.apiUrl}/storage/v1/status`);
    const alice = client(old.apiUrl, old.anonKey);
    expect((await alice.auth.signUp(user)).error).toBeNull();
    expect((await alice.from("notes").insert({ text: "written before" })).error).toBeNull();
    const admin = client(old.apiUrl, old.serviceRoleKey);
    expect((await admin.storage.createBucket("docs")).error).toBeNull();
    const picture = new Blob(["<svg/>"], { type: "image/svg+xml" });
    expect((await admin.storage.from("docs").upload("a.svg", picture)).error).toBeNull();
  });
  afterAll(async () => {
    if (old !== undefined) await compose(old.folder, "down", "--volumes").catch(() => undefined);
    live?.remove();
  });

  const adopt = (...more: string[]) => live.fleet("adopt", old.folder, "--name", name, ...more);

  it.skipIf(missing)("tells what it found without a secret, and changes nothing", async () => {
    const before = readFileSync(live.stackFile, "utf8");
    const { stdout, code } = await adopt("--dry-run");
    expect(code).toBe(0);
    const env = readFileSync(join(old.folder, ".env"), "utf8");
    for (const secret of ["POSTGRES_PASSWORD", "JWT_SECRET", "SERVICE_ROLE_KEY"])
      expect(stdout).not.toContain(new RegExp(`^${secret}=(.*)$`, "m").exec(env)?.[1]);
    for (const found of [
      "auth.siteUrl",
      "rest.schemas",
      "ports.gateway",
      "database.settings.work_mem",
      "auth.jwtExpiry",
    ])
      expect(stdout).toContain(found);
    expect(stdout).toMatch(/DASHBOARD_USERNAME +the user of Studio is supabase/);
    expect(stdout).toMatch(/REALTIME_DB_ENC_KEY +is a demo value/);
    expect(readFileSync(live.stackFile, "utf8")).toBe(before);
    expect(traces([name])).toEqual([]);
  });

  it.skipIf(missing)("refuses while the install runs, and while a demo secret is to stay", async () => {
    expect(await adopt("--yes", "--rotate")).toMatchObject({ code: 5, stderr: expect.stringContaining("It runs") });
    await compose(old.folder, "down");
    expect(await adopt("--yes")).toMatchObject({ code: 5, stderr: expect.stringContaining("REALTIME_DB_ENC_KEY") });
    expect(traces([name])).toEqual([]);
  });

  it.skipIf(missing)("begins again after it was killed in the middle of a copy", async () => {
    await live.killed((said) => said.includes("copying"), "adopt", old.folder, "--name", name, "--yes", "--rotate");
    expect(readFileSync(live.stackFile, "utf8")).not.toContain(name);
    expect(await adopt("--yes", "--rotate")).toMatchObject({ code: 0 });
    expect(readFileSync(live.stackFile, "utf8")).toContain("postgresPassword:");
    const folder = join(live.folder, ".supabase-fleet/adopted", name);
    for (const file of readdirSync(folder)) expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
  });

  it.skipIf(missing)("serves the same user, rows and files under the same keys", async () => {
    expect(await live.fleet("apply", "--yes")).toMatchObject({ code: 0 });
    keys = await keysOf(live.folder, name);
    expect(keys).toMatchObject({ apiUrl: old.apiUrl, anonKey: old.anonKey });
    const alice = client(keys.apiUrl, old.anonKey);
    expect((await alice.auth.signInWithPassword(user)).error).toBeNull();
    expect((await alice.from("notes").select("text")).data).toEqual([{ text: "written before" }]);
    const { data } = await client(keys.apiUrl, old.serviceRoleKey).storage.from("docs").download("a.svg");
    // The type lies in an extended attribute of the file.
    expect([await data?.text(), data?.type]).toEqual(["<svg/>", "image/svg+xml"]);
    await userJourney(keys, keys.publishableKey);
    expect(psql(name, "show work_mem")).toBe("8MB");
    expect(await live.fleet("plan")).toMatchObject({ code: 0 });
  });

  it.skipIf(missing)("never touches a volume that has data, nor the old data", async () => {
    const entry = readFileSync(live.stackFile, "utf8");
    live.write([]);
    expect(await adopt("--yes", "--rotate")).toMatchObject({ code: 5, stderr: expect.stringContaining(`supabase-${name}-db-data`) }); // prettier-ignore
    expect(entry).toContain(name);
    await compose(old.folder, "up", "--detach", "db");
    const count = "select count(*) from public.notes";
    const rows = () => docker("exec", "arrivelive-old-db-1", "psql", "-qAtXh", "127.0.0.1", "-U", "postgres", "-c", count); // prettier-ignore
    await vi.waitFor(() => expect(rows()).toBe("1"), { timeout: 60_000, interval: 500 });
  });
});

/** Waits until a service behind the install's gateway answers. */
async function answers(url: string): Promise<void> {
  await vi.waitFor(async () => expect((await fetch(url)).status).toBe(200), { timeout: 60_000, interval: 500 });
}
