import { execFileSync } from "node:child_process";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { client } from "../../test/live/client";
import { containersOf, docker, missingDocker, psql } from "../../test/live/docker";
import { type Keys, schema, userJourney } from "../../test/live/journey";
import type { Exported } from "../operations/leaving/export";
import { compose, missingCompose } from "./support/compose";
import { keysOf } from "./support/keys";
import { type LiveFleet, leanInstance, liveFleet } from "./support/live";

const [name, again] = ["leavelive-a", "leavelive-b"] as const;
const missing = missingDocker() ?? missingCompose();
const user = { email: "alice@example.com", password: "correct horse" };

/** Storage besides the lean services, and a secret with everything that a shell or Compose could take amiss. */
const instance = (more: Record<string, unknown> = {}) => {
  const lean = leanInstance(name);
  return {
    ...lean,
    services: { ...(lean.services as object), storage: true, functions: true }, // leanInstance's own
    functions: { env: { GREETING: `it's $HOME "and" \${X} $$` } },
    ...more,
  };
};

describe("fleet export, brought up by Compose", () => {
  let live: LiveFleet;
  let keys: Keys;
  const folderOf = (kind: string) => join(live.folder, kind);

  beforeAll(async () => {
    if (missing !== undefined) return;
    live = liveFleet("embedded engine", [name, again]);
    live.write([instance()]);
    expect(await live.fleet("apply", "--yes")).toMatchObject({ code: 0 });
    keys = await keysOf(live.folder, name);
    psql(name, schema);
    const alice = client(keys.apiUrl, keys.anonKey);
    expect((await alice.auth.signUp(user)).error).toBeNull();
    expect((await alice.from("notes").insert({ text: "written in the fleet" })).error).toBeNull();
    const admin = client(keys.apiUrl, keys.secretKey);
    expect((await admin.storage.createBucket("docs")).error).toBeNull();
    const picture = new Blob(["<svg/>"], { type: "image/svg+xml" });
    expect((await admin.storage.from("docs").upload("a.svg", picture)).error).toBeNull();
  });
  afterAll(async () => {
    if (live === undefined) return;
    for (const kind of ["in-place", "copy"]) await compose(folderOf(kind), "down").catch(() => undefined);
    for (const role of ["db-data", "db-config", "storage", "functions", "snippets", "deno-cache"])
      execFileSync("docker", ["volume", "rm", "--force", `${name}-${role}`]);
    live.remove();
  });

  /** What was written in the fleet is there, and a user works as before. */
  async function servesAsBefore(): Promise<void> {
    const alice = client(keys.apiUrl, keys.anonKey);
    expect((await alice.auth.signInWithPassword(user)).error).toBeNull();
    expect((await alice.from("notes").select("text")).data).toContainEqual({ text: "written in the fleet" });
    const { data } = await client(keys.apiUrl, keys.secretKey).storage.from("docs").download("a.svg");
    // The type lies in an extended attribute of the file.
    expect([await data?.text(), data?.type]).toEqual(["<svg/>", "image/svg+xml"]);
    await userJourney(keys, keys.publishableKey);
  }

  it.skipIf(missing)("is refused with data while the instance runs, and says what to do without", async () => {
    const refused = await live.fleet("export", name, "--to", folderOf("copy"), "--with-data");
    expect(refused).toMatchObject({ code: 5 });
    expect(refused.stderr).toContain(`fleet pause ${name}`);
    const running = await live.json<Exported>("export", name, "--to", folderOf("in-place"));
    expect(running.ready).toBe(false);
    await expect(compose(folderOf("in-place"), "up", "--detach")).rejects.toThrow(/already in use/);
    expect((await client(keys.apiUrl, keys.anonKey).auth.signInWithPassword(user)).error).toBeNull();
  });

  it.skipIf(missing)(
    "keeps secrets out of compose.yaml, and every one of them in .env for its owner alone",
    async () => {
      const text = readFileSync(join(folderOf("in-place"), "compose.yaml"), "utf8");
      const env = readFileSync(join(folderOf("in-place"), ".env"), "utf8");
      for (const secret of [keys.secretKey, keys.serviceRoleKey]) {
        expect(text).not.toContain(secret);
        expect(env).toContain(secret);
      }
      expect(statSync(join(folderOf("in-place"), ".env")).mode & 0o777).toBe(0o600);
      expect(statSync(folderOf("in-place")).mode & 0o777).toBe(0o700);
    },
  );

  it.skipIf(missing)("serves the same data in place, once the instance is paused", async () => {
    const variables = environmentOf("functions");
    live.write([instance({ state: "paused" })]);
    expect(await live.fleet("apply", "--yes")).toMatchObject({ code: 0 });
    await compose(folderOf("in-place"), "up", "--detach", "--wait");
    expect(containersOf(name).size).toBe(0); // Compose's containers are not the fleet's
    expect(environmentOf("functions")).toEqual(variables);
    await servesAsBefore();
    await compose(folderOf("in-place"), "down");
  });

  it.skipIf(missing)("takes a copy along that needs nothing of the fleet's", async () => {
    const exported = await live.json<Exported>("export", name, "--to", folderOf("copy"), "--with-data");
    expect(exported).toMatchObject({ ready: true, withData: true });
    execFileSync("sh", ["restore.sh"], { cwd: folderOf("copy") });
    await compose(folderOf("copy"), "up", "--detach", "--wait");
    await servesAsBefore();
    await compose(folderOf("copy"), "down");
  });

  it.skipIf(missing)("comes back into the fleet under another name, from the exported folder", async () => {
    expect(await live.fleet("adopt", folderOf("copy"), "--yes")).toMatchObject({ code: 4 });
    expect(await live.fleet("adopt", folderOf("copy"), "--name", again, "--yes")).toMatchObject({ code: 0 });
    expect(await live.fleet("apply", "--yes")).toMatchObject({ code: 0 });
    keys = await keysOf(live.folder, again);
    await servesAsBefore();
    expect(await live.fleet("plan")).toMatchObject({ code: 0 });
  });

  it.skipIf(missing)("does not write into a folder that has something in it", async () => {
    writeFileSync(join(live.folder, "mine"), "");
    expect(await live.fleet("export", name, "--to", live.folder)).toMatchObject({ code: 4 });
  });
});

const environmentOf = (service: string): string[] =>
  (JSON.parse(docker("inspect", `supabase-${name}-${service}`, "--format", "{{json .Config.Env}}")) as string[]).sort();
