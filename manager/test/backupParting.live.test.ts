import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { docker, missingDocker } from "../../test/live/docker";
import type { KeyFile } from "../operations/backup/keyFile";
import type { Exported } from "../operations/leaving/export";
import type { FleetStatus } from "../operations/status";
import { type LiveFleet, leanInstance, liveFleet } from "./support/live";

const name = "bkleave-a";
const missing = missingDocker();

describe("an instance with backups", () => {
  let live: LiveFleet;
  const store = mkdtempSync(join(tmpdir(), "fleet-store-"));
  const entry = (more = {}) => leanInstance(name, { backup: { store: { backend: "folder", path: store }, pointInTime: true }, ...more }); // prettier-ignore
  const status = async () => (await live.json<FleetStatus>("status", name)).instances[0];

  beforeAll(async () => {
    if (missing !== undefined) return;
    live = liveFleet("embedded engine", [name]);
    live.write([entry()]);
    expect(await live.fleet("apply", "--yes")).toMatchObject({ code: 0 });
  });
  afterAll(() => {
    // What lies there belongs to root.
    if (missing === undefined) execFileSync("docker", ["run", "--rm", "--volume", `${store}:/store`, "--entrypoint", "sh", restic(), "-c", "rm -rf /store/*"]); // prettier-ignore
    live?.remove();
  });
  const restic = () => docker("image", "ls", "--format", "{{.Repository}}:{{.Tag}}", "--filter", "reference=*/*/restic/restic").split("\n")[0] ?? ""; // prettier-ignore

  it.skipIf(missing)("shows the last backup in its status, and what was never proven as a note", async () => {
    await expect
      .poll(async () => (await status())?.backup?.lastBackup, { timeout: 60_000, interval: 1000 })
      .toBeDefined();
    const shown = await status();
    expect(shown).toMatchObject({ state: "ACTIVE_HEALTHY", backup: { answers: true } });
    expect(shown?.notes).toEqual(shown?.backup?.alarms);
    expect(shown?.notes).toContain(`No restore was ever proven: fleet drill ${name}`);
    expect(shown?.volumes.map((volume) => volume.name)).toContain(`supabase-${name}-wal`);
    expect((await live.fleet("status", name)).stdout).toMatch(/Backup +\d+ \w+ ago/);
  });

  it.skipIf(missing)("leaves as a project that makes none", async () => {
    const folder = join(live.folder, "project");
    const { services } = await live.json<Exported>("export", name, "--to", folder);
    expect(services).not.toContain("backup");
    const text = readFileSync(join(folder, "compose.yaml"), "utf8");
    const { services: written } = parse(text) as { services: Record<string, object> };
    expect(Object.keys(written).sort()).toEqual(["auth", "db", "gateway", "rest"]);
    expect(text).not.toMatch(/archive|\/wal|backup/);
  });

  it.skipIf(missing)("has the key to its backups exported while it is paused, and switched off", async () => {
    for (const [index, more] of [
      { state: "paused" },
      { backup: { store: { backend: "folder", path: store }, enabled: false } },
    ].entries()) {
      live.write([entry(more)]);
      const file = join(live.folder, `key-${index}.json`);
      expect(await live.fleet("backup", "key", "export", file)).toMatchObject({ code: 0 });
      expect((JSON.parse(readFileSync(file, "utf8")) as KeyFile).repositories).toMatchObject([{ instance: name }]);
    }
    live.write([entry()]);
  });

  it.skipIf(missing)("is not deleted before somebody says what becomes of its backups and their key", async () => {
    const unsaid = await live.fleet("delete", name, "--yes");
    expect(unsaid).toMatchObject({ code: 4, stderr: expect.stringContaining("--backup") as string });
    const keyless = await live.fleet("delete", name, "--yes", "--no-backup");
    expect(keyless).toMatchObject({ code: 4, stderr: expect.stringContaining("--no-key") as string });
    expect(await status()).toMatchObject({ state: "ACTIVE_HEALTHY" });
  });

  it.skipIf(missing)("goes after a last backup, which the exported key opens", async () => {
    const file = join(live.folder, "last.json");
    expect(await live.fleet("delete", name, "--yes", "--backup", "--key", file)).toMatchObject({ code: 0 });
    expect(docker("ps", "--all", "--format", "{{.Names}}")).not.toContain(`supabase-${name}-`);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const [key] = (JSON.parse(readFileSync(file, "utf8")) as KeyFile).repositories;
    const given = (key?.env ?? []).flatMap((line) => ["--env", line]);
    const binds = (key?.binds ?? []).flatMap((bind) => ["--volume", bind]);
    const found = docker(
      "run",
      "--rm",
      ...given,
      ...binds,
      key?.image ?? "",
      "snapshots",
      "--no-lock",
      "--json",
      "--tag",
      "part=done",
    );
    expect(JSON.parse(found)).toHaveLength(2);
  });
});
