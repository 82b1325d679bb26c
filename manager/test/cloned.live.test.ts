import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { client } from "../../test/live/client";
import { cleanUp, docker, missingDocker, psql } from "../../test/live/docker";
import { type Keys, schema } from "../../test/live/journey";
import { type BackedFleet, backedFleet, shipLog } from "./support/backups";
import { keysOf } from "./support/keys";
import { prepareEmbedded } from "./support/live";

const [name, copy, again] = ["cloned-a", "cloned-b", "cloned-c"] as const;
const missing = missingDocker();
const user = { email: "alice@example.com", password: "correct horse" };

const texts = (instance: string) => psql(instance, "select string_agg(text, ', ' order by id) from public.notes");

describe.skipIf(missing !== undefined)("copies of an instance and its way back", () => {
  let fleet: BackedFleet;
  let keys: Keys;

  beforeAll(async () => {
    fleet = backedFleet([name, copy, again], "10.221.0.0/16", { pointInTime: true });
    const file = parse(readFileSync(fleet.live.stackFile, "utf8")) as { config: Record<string, unknown[]> };
    file.config["supabase-fleet:instances"]?.splice(1);
    writeFileSync(fleet.live.stackFile, JSON.stringify(file));
    expect(await fleet.live.fleet("apply", "--yes")).toMatchObject({ code: 0 });
    keys = await keysOf(fleet.live.folder, name);
    psql(name, schema);
    const alice = client(keys.apiUrl, keys.anonKey);
    expect((await alice.auth.signUp(user)).error).toBeNull();
    expect((await alice.from("notes").insert({ text: "hers" })).error).toBeNull();
    const admin = client(keys.apiUrl, keys.secretKey);
    expect((await admin.storage.createBucket("docs")).error).toBeNull();
    const picture = new Blob(["<svg/>"], { type: "image/svg+xml" });
    expect((await admin.storage.from("docs").upload("a b/it's (1).svg", picture)).error).toBeNull();
  });
  afterAll(() => {
    cleanUp([copy, again]);
    fleet?.remove();
  });

  it("clones it with other keys, its names taken away, its objects, and an end", async () => {
    const sql = join(fleet.live.folder, "anonymise.sql");
    writeFileSync(
      sql,
      "update public.notes set text = 'somebody''s'; update auth.users set email = 'user@invalid.example';",
    );
    const cloned = await fleet.live.fleet("clone", name, copy, "--ttl", "12h", "--anonymise", sql, "--yes");
    expect(cloned.stderr).toContain("is up");
    expect(cloned.code).toBe(0);
    expect(texts(copy)).toBe("somebody's");
    expect(texts(name)).toBe("hers");
    const own = await keysOf(fleet.live.folder, copy);
    expect([own.anonKey, own.secretKey]).not.toEqual([keys.anonKey, keys.secretKey]);
    const picture = await client(own.apiUrl, own.secretKey).storage.from("docs").download("a b/it's (1).svg");
    expect([picture.error, picture.data?.type, await picture.data?.text()]).toEqual([null, "image/svg+xml", "<svg/>"]);
    expect((await client(own.apiUrl, keys.secretKey).from("notes").select()).error).not.toBeNull();
    expect(docker("ps", "--format", "{{.Names}}")).not.toContain(`supabase-${copy}-backup`);
    expect((await fleet.live.fleet("verify", copy)).stdout).toContain(" 0 failed");
    expect((await fleet.live.fleet("plan")).code).toBe(0);
  });

  it("refuses a name that is taken, and a way to data that does not exist", async () => {
    expect((await fleet.live.fleet("clone", name, copy, "--yes")).stderr).toContain(
      `There is an instance "${copy}" already`,
    );
    expect((await fleet.live.fleet("clone", copy, again, "--yes")).stderr).toContain(`${copy} makes no backups`);
    expect((await fleet.live.fleet("clone", name, again, "--ttl", "soon", "--yes")).stderr).toContain("12h or 3d");
  });

  it("deletes a clone when its time is over, and nothing else", async () => {
    expect((await fleet.live.fleet("expire", "--yes")).stdout).not.toContain("Deleted");
    const text = readFileSync(fleet.live.stackFile, "utf8");
    writeFileSync(fleet.live.stackFile, text.replace(/expires: "?[^",}\n]+"?/, 'expires: "2026-01-01T00:00:00Z"'));
    expect((await fleet.live.fleet("expire", "--yes")).stdout).toContain(`Deleted: ${copy}.`);
    expect(docker("volume", "ls", "--quiet")).not.toContain(`supabase-${copy}-`);
    expect(texts(name)).toBe("hers");
  });

  it("goes on with a clone that was killed before its data was there", async () => {
    await fleet.live.killed(
      (said) => said.includes("lets Postgres recover"),
      "clone",
      name,
      again,
      "--to",
      "latest",
      "--yes",
    );
    const finished = await fleet.live.fleet("clone", name, again, "--to", "latest", "--yes");
    expect(finished.stderr).toContain("is up");
    expect(texts(again)).toBe("hers");
    expect((await fleet.live.fleet("delete", again, "--yes", "--no-backup")).code).toBe(0);
  });

  it("comes back on a host that has nothing, from the store and the exported key alone", async () => {
    const file = join(fleet.store, "keys.json");
    expect((await fleet.live.fleet("backup", "key", "export", file)).code).toBe(0);
    expect((await fleet.live.fleet("backup", name)).code).toBe(0);
    psql(name, "insert into public.notes (owner, text) select owner, 'the last word' from public.notes limit 1");
    await shipLog(name);
    cleanUp([name]);
    rmSync(join(fleet.live.folder, ".supabase-fleet"), { recursive: true });
    rmSync(fleet.live.stackFile);
    prepareEmbedded(fleet.live.folder); // Where there is a Pulumi CLI, too, this engine is meant.

    const looked = await fleet.live.fleet("recover", file, "--dry-run");
    expect(looked.stdout).toContain(`${name}: backup `);
    expect(docker("ps", "--all", "--format", "{{.Names}}")).not.toContain(`supabase-${name}-`);

    const recovered = await fleet.live.fleet("recover", file, "--yes");
    expect(recovered.stderr).toContain("is up");
    expect(recovered.code).toBe(0);
    expect(await keysOf(fleet.live.folder, name)).toMatchObject({ anonKey: keys.anonKey, secretKey: keys.secretKey });
    const back = await keysOf(fleet.live.folder, name);
    const alice = client(back.apiUrl, keys.anonKey);
    expect((await alice.auth.signInWithPassword(user)).error).toBeNull();
    expect((await alice.from("notes").select("text")).data).toContainEqual({ text: "hers" });
    expect(texts(name)).toBe("hers, the last word");
    const picture = await client(back.apiUrl, keys.secretKey).storage.from("docs").download("a b/it's (1).svg");
    expect([picture.data?.type, await picture.data?.text()]).toEqual(["image/svg+xml", "<svg/>"]);
    expect((await fleet.live.fleet("plan")).code).toBe(0);
  });
});
