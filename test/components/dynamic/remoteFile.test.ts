import { existsSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fileProvider } from "../../../components/dynamic/remoteFile";
import { RemoteFolder, modeOf } from "../../support/remoteFiles";

let folder: RemoteFolder;
beforeEach(() => {
  folder = new RemoteFolder();
});
afterEach(() => folder.remove());

/** A check that refuses bad content. */
const validate = `if grep -q bad "$FILE"; then echo "line 1: bad word" >&2; exit 1; fi`;

describe("a remote file", () => {
  it("is written whole, with its mode, and leaves nothing beside it", async () => {
    const content = "ä line\n\nno line break at the end";
    expect(await folder.create({ content })).toEqual({ id: `local:${folder.target}`, outs: folder.file({ content }) });
    expect(folder.content).toBe(content);
    expect(modeOf(folder.target)).toBe("640");
    expect(folder.left()).toEqual(["acme.caddy"]);
  });

  it("gets its folder, which others may enter", async () => {
    const path = join(folder.path, "a/b/acme.caddy");
    await folder.create({ path });
    expect([modeOf(dirname(path)), modeOf(dirname(dirname(path)))]).toEqual(["755", "755"]);
    expect(folder.left("a/b")).toEqual(["acme.caddy"]);
  });

  it("gets its owner, when the writer may give it away", async () => {
    const owner = process.getuid?.() === 0 ? "65534:65534" : `${process.getuid?.()}:${process.getgid?.()}`;
    await folder.create({ owner });
    expect(`${statSync(folder.target).uid}:${statSync(folder.target).gid}`).toBe(owner);
  });

  it("may have any name", async () => {
    const path = join(folder.path, `it's a "name" $HOME \`id\` -x`);
    await folder.create({ path, validate: 'test -f "$FILE"' });
    expect(await fileProvider.read?.("id", folder.file({ path }))).toMatchObject({ props: { content: "first\n" } });
    await folder.delete({ path });
    expect(folder.left()).toEqual([]);
  });

  it("is another file after an update, so that a reader never sees half of it", async () => {
    await folder.create();
    const before = statSync(folder.target).ino;
    await folder.update({ content: "second\n" });
    expect(statSync(folder.target).ino).not.toBe(before);
  });

  it("is always one writer's whole content, however many write", async () => {
    const contents = Array.from({ length: 6 }, (_, i) => `${String(i).repeat(200_000)}\n`);
    let writing = true;
    const writers = Promise.all(contents.map((content) => folder.create({ content, reload: folder.reload }))).finally(
      () => (writing = false),
    );
    while (writing) {
      if (existsSync(folder.target)) expect(contents).toContain(folder.content);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await writers;
    // Each reload saw what its own writer wrote: they take turns.
    expect(folder.reloads.split("\n").filter(Boolean).sort()).toEqual(contents.map((content) => content.trim()));
    expect(folder.left()).toEqual(["acme.caddy", "reloads"]);
  });

  it("says what went wrong when it cannot be written", async () => {
    writeFileSync(join(folder.path, "no-folder"), "");
    const path = join(folder.path, "no-folder/acme.caddy");
    const failure = expect(folder.create({ path, content: "x".repeat(2_000_000) })).rejects;
    await failure.toThrow(new RegExp(`^${path} on local could not be written:\nmkdir: .*`));
  });
});

describe("the check of a remote file", () => {
  it("lets good content pass", async () => {
    await folder.create({ validate });
    expect(folder.content).toBe("first\n");
  });

  it("keeps the old file when it refuses the new one, and tells its words", async () => {
    await folder.create({ mode: "0604" });
    const before = statSync(folder.target);
    await expect(folder.update({ content: "bad\n", validate, reload: folder.reload })).rejects.toThrow(
      `${folder.target} on local was refused by its check; the old file is as it was:\nline 1: bad word`,
    );
    const after = statSync(folder.target);
    expect([after.ino, after.mtimeMs, after.mode]).toEqual([before.ino, before.mtimeMs, before.mode]);
    expect(folder.left()).toEqual(["acme.caddy"]);
  });

  it("leaves no file when it refuses the first one", async () => {
    await expect(folder.create({ content: "bad\n", validate })).rejects.toThrow("was refused by its check");
    expect(folder.left()).toEqual([]);
  });
});
