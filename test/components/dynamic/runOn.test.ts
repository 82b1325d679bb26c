import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { fileScripts } from "../../../components/dynamic/fileScripts";
import { runOn } from "../../../components/dynamic/runOn";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fleet-run-"));
  vi.stubEnv("HOME", folder);
  vi.stubEnv("PATH", `${folder}:${process.env.PATH}`);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** An ssh that notes its arguments, one a line, and then does `script`. */
function fakeSsh(script: string): void {
  const path = join(folder, "ssh");
  writeFileSync(path, `#!/bin/sh\nprintf '%s\\n' "$@" >'${folder}/arguments'\n${script}\n`);
  chmodSync(path, 0o755);
}
const last = 'for command; do :; done; exec sh -c "$command"';
const sshArguments = () => readFileSync(join(folder, "arguments"), "utf8").split("\n");

describe("a script on this machine", () => {
  it("gets its input and gives its output and code", async () => {
    expect(await runOn("local", "cat; echo error >&2; exit 7", "ä")).toEqual({
      code: 7,
      stdout: "ä",
      stderr: "error\n",
    });
  });

  it("may end before it has read its input", async () => {
    expect(await runOn("local", "exit 3", "x".repeat(5_000_000))).toMatchObject({ code: 3 });
  });

  it("that is killed has failed", async () => {
    expect((await runOn("local", "kill -9 $$", "")).code).not.toBe(0);
  });
});

describe("a script on another host", () => {
  it("runs through the system's ssh, which asks nothing and knows the host", async () => {
    fakeSsh(last);
    expect(await runOn("root@b.example.com:2222", "cat", "input")).toEqual({ code: 0, stdout: "input", stderr: "" });
    const given = sshArguments();
    const options = given.filter((_, i) => given[i - 1] === "-o");
    expect(options).toEqual([
      "BatchMode=yes",
      "StrictHostKeyChecking=yes",
      "ConnectTimeout=15",
      "ControlMaster=auto",
      "ControlPersist=60",
      `ControlPath=${folder}/.ssh/supabase-fleet-%C`,
    ]);
    expect(given.slice(12)).toEqual(["-p", "2222", "root@b.example.com", "cat", ""]);
  });

  it("needs no port", async () => {
    fakeSsh(last);
    await runOn("root@b", "true", "");
    expect(sshArguments().slice(12)).toEqual(["root@b", "true", ""]);
  });

  it("may fail by itself", async () => {
    fakeSsh(last);
    expect(await runOn("root@b", "echo no >&2; exit 4", "")).toEqual({ code: 4, stdout: "", stderr: "no\n" });
  });

  it("says so when the host cannot be reached", async () => {
    fakeSsh("echo 'ssh: connect to host b port 22: Connection refused' >&2; exit 255");
    await expect(runOn("root@b", "true", "")).rejects.toThrow(
      /^Cannot reach root@b by ssh: ssh: connect to host b port 22: Connection refused$/,
    );
  });

  it.each([
    ["root@b.example.com", "ssh-keyscan b.example.com >> ~/.ssh/known_hosts"],
    ["root@b.example.com:2222", "ssh-keyscan -p 2222 b.example.com >> ~/.ssh/known_hosts"],
  ])("says how to make the key of %s known", async (host, command) => {
    fakeSsh("echo 'Host key verification failed.' >&2; exit 255");
    await expect(runOn(host, "true", "")).rejects.toThrow(`Compare it with the host's own, then: ${command}`);
  });
});

describe("the script that writes a file", () => {
  it("does not hold the content, so that no list of processes shows it", () => {
    const file = { path: "/a/b", mode: "0600", owner: "caddy", validate: "v", reload: "r", content: "a-secret" };
    expect(fileScripts.write(file)).not.toContain("a-secret");
  });
});
