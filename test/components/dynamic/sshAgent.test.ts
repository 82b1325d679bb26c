import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { connect } from "../../../components/dynamic/dockerApi";
import { type FakeDocker, fakeDocker } from "../../support/fakeDocker";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fleet-ssh-"));
  vi.stubEnv("HOME", folder);
  vi.stubEnv("PATH", `${folder}:${process.env.PATH}`);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** An ssh that notes its call on one line, and does the one thing for the login and the other for a session. */
function fakeSsh({ login = "exit 0", session = "exit 1" }): void {
  const path = join(folder, "ssh");
  const calls = join(folder, "calls");
  writeFileSync(path, `#!/bin/sh\necho "$*" >>'${calls}'\ncase "$*" in *dial-stdio) ${session};; *) ${login};; esac\n`);
  chmodSync(path, 0o755);
}
const calls = () => readFileSync(join(folder, "calls"), "utf8").trim().split("\n");
const options = (call: string) => [...call.matchAll(/-o (\S+)/g)].map(([, option]) => option);

/** What `docker system dial-stdio` does, for a Docker on this socket; it notes when it begins and ends. */
function dial({ address }: FakeDocker): string {
  const script = join(folder, "dial.mjs");
  writeFileSync(
    script,
    `import { appendFileSync } from "node:fs";
     import { connect } from "node:net";
     const told = (what) => appendFileSync(${JSON.stringify(join(folder, "sessions"))}, what);
     told("+");
     const socket = connect(${JSON.stringify(new URL(address).pathname)});
     process.stdin.pipe(socket).pipe(process.stdout);
     socket.once("data", () => told("-"));`,
  );
  return `exec ${process.execPath} ${script}`;
}

describe("Docker over ssh", () => {
  it("is asked in sessions of one login, which asks nothing and knows the host", { timeout: 60_000 }, async () => {
    const docker = await fakeDocker({ volumes: { data: { a: "b" } } });
    fakeSsh({ session: dial(docker) });
    const api = connect("ssh://ops@b.example.com:2222");
    const questions = Array.from({ length: 12 }, () => api.getVolume("data").inspect());
    for (const { Labels } of await Promise.all(questions)) expect(Labels).toEqual({ a: "b" });
    const [login = "", ...sessions] = calls();
    expect(login).toMatch(/-p 2222 ops@b\.example\.com true$/);
    expect(sessions).toHaveLength(12);
    for (const call of [login, ...sessions])
      expect(options(call)).toEqual(
        expect.arrayContaining([
          "BatchMode=yes",
          "StrictHostKeyChecking=yes",
          "ConnectTimeout=10",
          "ControlMaster=auto",
          `ControlPath=${folder}/.ssh/supabase-fleet-%C`,
        ]),
      );
    await docker.stop();
  });

  it("begins no more sessions at a time than sshd admits", { timeout: 60_000 }, async () => {
    const docker = await fakeDocker({ volumes: { data: {} } });
    fakeSsh({ session: dial(docker) });
    const api = connect("ssh://ops@b");
    await Promise.all(Array.from({ length: 20 }, () => api.getVolume("data").inspect()));
    let [now, most] = [0, 0];
    for (const what of readFileSync(join(folder, "sessions"), "utf8")) {
      now += what === "+" ? 1 : -1;
      most = Math.max(most, now);
    }
    expect(most).toBeLessThanOrEqual(8);
    await docker.stop();
  });

  it("says why there is no login and what has to work, and tries again the next time", async () => {
    fakeSsh({ login: "echo 'ssh: connect to host b port 22: Connection refused' >&2; exit 255" });
    const api = connect("ssh://ops@b");
    await expect(api.ping()).rejects.toThrow(
      "ssh does not reach b: ssh: connect to host b port 22: Connection refused. This has to work without a question: ssh -o BatchMode=yes ops@b docker version",
    );
    await expect(api.ping()).rejects.toThrow("ssh does not reach b");
    expect(calls()).toHaveLength(2);
  });

  it("says how to make an unknown host known", async () => {
    fakeSsh({ login: "echo 'Host key verification failed.' >&2; exit 255" });
    await expect(connect("ssh://ops@b:2222").ping()).rejects.toThrow("ssh-keyscan -p 2222 b >> ~/.ssh/known_hosts");
  });

  it("says that there is no ssh", async () => {
    vi.stubEnv("PATH", folder);
    await expect(connect("ssh://ops@b").ping()).rejects.toThrow("ENOENT");
  });

  it("fails where Docker does not answer behind the login", async () => {
    fakeSsh({ session: "echo 'sh: 1: docker: not found' >&2; exit 127" });
    await expect(connect("ssh://ops@b").ping()).rejects.toThrow(
      "ssh reaches b, and Docker does not answer there: sh: 1: docker: not found",
    );
  });
});
