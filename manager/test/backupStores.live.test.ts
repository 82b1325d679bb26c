import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { docker, missingDocker, missingImage, psql } from "../../test/live/docker";
import { registry } from "../../test/live/settings";
import { type SshHost, missingSshd, startSshd } from "../../test/live/sshd";
import type { Drill } from "../operations/backup/drill";
import type { Restored } from "../operations/backup/restore";
import { backedInstance, firstBackup, idsOf, inBackup, memoryOf } from "./support/backups";
import { type LiveFleet, liveFleet } from "./support/live";

const [onS3, onSftp] = ["bkups3-a", "bkupsftp-a"] as const;
const s3Image = `${registry}/versity/versitygw:v1.0.20`;
const server = `supabase-${onS3}-store`;
const ports = { s3: 17170, ssh: 17122 };
const missing = missingDocker() ?? missingSshd() ?? missingImage(s3Image);

describe.skipIf(missing)("backups into a store elsewhere", () => {
  let live: LiveFleet;
  let ssh: SshHost;
  let host = "";
  /** What both an instance and a helper of the manager reach: the host, as Docker's own network sees it. */
  const gateway = () => docker("network", "inspect", "bridge", "--format", "{{(index .IPAM.Config 0).Gateway}}");
  const storeKey = () => readFileSync(join(ssh.folder, "host.pub"), "utf8").split(" ").slice(0, 2).join(" ").trim();
  const write = (hostKey = storeKey()) => {
    const s3 = { backend: "s3", endpoint: `http://${host}:${ports.s3}`, bucket: "fleet-backups", prefix: "some/where", accessKeyId: "test-access-key", secretAccessKey: "test-secret-key" }; // prettier-ignore
    const user = ssh.address.split("@")[0];
    const privateKey = readFileSync(join(ssh.folder, "user"), "utf8").trim();
    const sftp = { backend: "sftp", host, port: ports.ssh, user, path: join(ssh.folder, "store"), privateKey, hostKey };
    live.write(
      [backedInstance(onS3, { store: s3, dump: false }), backedInstance(onSftp, { store: sftp, dump: false })],
      { hosts: { local: { edge: { mode: "none" }, subnets: "10.219.101.0/24" } } },
    );
  };
  const comesBack = async (name: string) => {
    const [id = ""] = (await idsOf(live, name)).slice(-1);
    psql(name, "truncate public.marks");
    const { comparison } = await live.json<Restored>("restore", name, "--to", id, "--yes");
    expect(comparison.differences).toEqual([]);
    expect(psql(name, "select string_agg(text, ',') from public.marks")).toBe(`of ${name}`);
  };

  beforeAll(async () => {
    live = liveFleet("embedded engine", [onS3, onSftp]);
    host = gateway();
    ssh = await startSshd(ports.ssh, { ListenAddress: "0.0.0.0", Subsystem: "sftp internal-sftp" });
    const credentials = ["-e", "ROOT_ACCESS_KEY=test-access-key", "-e", "ROOT_SECRET_KEY=test-secret-key"];
    const serve = "mkdir -p /data/fleet-backups && exec /app/versitygw --port :7070 posix /data";
    docker("run", "-d", "--name", server, "-p", `${host}:${ports.s3}:7070`, ...credentials, "--entrypoint", "sh", s3Image, "-c", serve); // prettier-ignore
    write();
    expect(await live.fleet("apply", "--yes")).toMatchObject({ code: 0 });
    for (const name of [onS3, onSftp]) {
      await firstBackup(name);
      psql(name, `create table public.marks (text text); insert into public.marks values ('of ${name}')`);
    }
  });
  afterAll(() => {
    live?.remove();
    ssh?.stop();
  });

  it("of S3 are proven and come back", async () => {
    expect((await live.fleet("backup", onS3)).code).toBe(0);
    expect(await live.json<Drill>("drill", onS3)).toMatchObject({ proven: true });
    expect(docker("exec", server, "find", "/data/fleet-backups/some/where", "-maxdepth", "1")).toContain(onS3);
    await comesBack(onS3);
  });

  it("of S3 survive a short absence of the server, and say of a long one what does not answer", async () => {
    psql(onS3, "insert into public.marks select md5(n::text) from generate_series(1, 200000) n");
    const listen = (said: string) => {
      if (said.includes("copies the data")) docker("pause", server);
    };
    let paused = false;
    const backup = live.watched((said) => {
      if (!paused) listen(said);
      paused ||= said.includes("copies the data");
    }, "backup", onS3); // prettier-ignore
    while (!paused) await sleep(100);
    await sleep(3000);
    docker("unpause", server);
    expect((await backup).code).toBe(0);
    const before = await idsOf(live, onS3);
    docker("stop", "-t", "0", server);
    const { code, stderr } = await live.fleet("backups", "list", onS3);
    expect({ code, stderr }).toMatchObject({ code: 8, stderr: expect.stringContaining(`:${ports.s3}/fleet-backups/some/where/${onS3} cannot be reached`) }); // prettier-ignore
    expect((await live.fleet("backup", onS3)).stderr).toMatch(/cannot be reached|cannot be used|is not now/);
    docker("start", server);
    expect((await live.fleet("backup", onS3)).code).toBe(0);
    expect((await idsOf(live, onS3)).length).toBe(before.length + 1);
    expect(memoryOf(onS3).lastFailure).toBeNull();
  });

  it("of another machine come back by SFTP, and a machine with another key gets nothing", async () => {
    expect((await live.fleet("backup", onSftp)).code).toBe(0);
    await comesBack(onSftp);
    expect(inBackup(onSftp, "stat -c %a /root/.ssh/key")).toBe("600");
    write("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ8Zkt7rJw0h6p3y6B7i1b5m9oN2bq0l3XyQmKz4cVtE");
    const { code, stderr } = await live.fleet("backups", "list", onSftp);
    expect({ code, stderr }).toMatchObject({ code: 5, stderr: expect.stringContaining("Host key verification failed") }); // prettier-ignore
    expect(await live.fleet("apply", "--yes")).toMatchObject({ code: 0 });
    const refused = await live.fleet("backup", onSftp);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining("Host key verification failed") });
  });
});
