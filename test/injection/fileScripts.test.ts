import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fileScripts } from "../../components/dynamic/fileScripts";
import { runOn } from "../../components/dynamic/runOn";
import { folderWith } from "../config/folder";

const plain = { mode: "0644", owner: "", validate: "", reload: "" };

/** Runs a script for real, in a folder in which a `touch pwned` would be seen. */
function run(script: string, cwd: string, input = "") {
  const { status, stdout, stderr } = spawnSync("sh", ["-c", script], { cwd, input, encoding: "utf8" });
  return { status, stdout, stderr };
}

const hostile = [
  "it's",
  "a b",
  "'; touch pwned; '",
  '"; touch pwned; "',
  "$(touch pwned)",
  "`touch pwned`",
  "${HOME}",
  "a;touch pwned",
  "a|touch pwned",
  "a&touch pwned",
  "a\ntouch pwned",
  "a>pwned",
  "*",
  "?",
  "[a]",
  "~",
  "#",
  "-rf",
  "--help",
  "a\\",
  "\\'",
  "{{sites}}",
  "%s",
  "XXXXXX",
  "ä\u2028ö",
  "n".repeat(200),
];

describe.each(hostile)("a remote file called %j", (name) => {
  it.each([
    ["as a file", (folder: string) => join(folder, "there", name)],
    ["as a folder", (folder: string) => join(folder, name, "site.caddy")],
    ["as a folder that is there", (folder: string) => (mkdirSync(join(folder, name)), join(folder, name, name))],
  ])("is written, read and removed %s", (_, at) => {
    const folder = folderWith({});
    const path = at(folder);
    const content = "first line\n$(touch pwned) `id` 'x' \"y\" \\ {{z}}\n";
    expect(run(fileScripts.write({ ...plain, path }), folder, content)).toEqual({ status: 0, stdout: "", stderr: "" });
    expect(readFileSync(path, "utf8")).toBe(content);
    const { stdout } = run(fileScripts.read(path), folder);
    const [found, mode, , ...base64] = stdout.split("\n");
    expect([found, mode]).toEqual(["file", "0644"]);
    expect(Buffer.from(base64.join(""), "base64").toString("utf8")).toBe(content);
    expect(run(fileScripts.remove(path, ""), folder).status).toBe(0);
    expect(existsSync(path)).toBe(false);
    expect(readdirSync(join(path, "..")).filter((entry) => entry !== ".supabase-fleet.lock")).toEqual([]);
    expect(existsSync(join(folder, "pwned"))).toBe(false);
    expect(run(fileScripts.read(path), folder).stdout).toBe("absent\n");
  });

  it("is where a check and a reload find it", () => {
    const folder = folderWith({});
    const path = join(folder, name, name);
    const validate = 'cp "$FILE" checked';
    const reload = `cp "$TARGET" reloaded`;
    expect(run(fileScripts.write({ ...plain, path, validate, reload }), folder, "content").status).toBe(0);
    expect(readFileSync(join(folder, "checked"), "utf8")).toBe("content");
    expect(readFileSync(join(folder, "reloaded"), "utf8")).toBe("content");
  });
});

describe("a hostile mode or owner", () => {
  const attempts = ["0644; touch pwned", "$(touch pwned)", "'; touch pwned; '", "0644 0777", "--reference=/etc/passwd"];

  it.each(attempts)("%j as mode fails, and the file is as it was", (mode) => {
    const folder = folderWith({ "site.caddy": "old" });
    const path = join(folder, "site.caddy");
    expect(run(fileScripts.write({ ...plain, path, mode }), folder, "new").status).not.toBe(0);
    expect(readFileSync(path, "utf8")).toBe("old");
    expect(readdirSync(folder).sort()).toEqual([".supabase-fleet.lock", "site.caddy"]);
  });

  it.each(attempts)("%j as owner fails, and the file is as it was", (owner) => {
    const folder = folderWith({ "site.caddy": "old" });
    const path = join(folder, "site.caddy");
    expect(run(fileScripts.write({ ...plain, path, owner }), folder, "new").status).not.toBe(0);
    expect(readFileSync(path, "utf8")).toBe("old");
    expect(readdirSync(folder).sort()).toEqual([".supabase-fleet.lock", "site.caddy"]);
  });
});

describe("a path that no shell can take", () => {
  it("is refused before anything runs", async () => {
    await expect(runOn("local", fileScripts.read("/tmp/a\u0000b"), "")).rejects.toThrow(/null bytes/);
  });
});

describe("a command of the operator's", () => {
  it.each([
    ["ends in a comment", "true # done"],
    ["has a brace", "{ true; }"],
    ["has a pipe and quotes", `printf '%s' "it's" | grep -q "it's"`],
    ["leaves early", "exit 0"],
  ])("may be one that %s", (_, command) => {
    const folder = folderWith({});
    const path = join(folder, "site.caddy");
    expect(run(fileScripts.write({ ...plain, path, validate: command, reload: command }), folder, "new").status).toBe(
      0,
    );
    expect(readFileSync(path, "utf8")).toBe("new");
  });

  it.each(["false", ")", "(", "exit 7", "no-such-command"])("that is %j as a check keeps the old file", (validate) => {
    const folder = folderWith({ "site.caddy": "old" });
    const path = join(folder, "site.caddy");
    expect(run(fileScripts.write({ ...plain, path, validate }), folder, "new").status).not.toBe(0);
    expect(readFileSync(path, "utf8")).toBe("old");
  });

  it("that fails as a reload puts the old file back, mode included", () => {
    const folder = folderWith({});
    const path = join(folder, "site.caddy");
    writeFileSync(path, "old");
    chmodSync(path, 0o600);
    expect(run(fileScripts.write({ ...plain, path, reload: "false" }), folder, "new").status).toBe(4);
    expect(readFileSync(path, "utf8")).toBe("old");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(run(fileScripts.write({ ...plain, path: `${path}2`, reload: "false" }), folder, "new").status).toBe(4);
    expect(existsSync(`${path}2`)).toBe(false);
  });
});
