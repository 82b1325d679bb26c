import { chownSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { RemoteFolder } from "../../support/remoteFiles";

let folder: RemoteFolder;
beforeEach(() => {
  folder = new RemoteFolder();
});
afterEach(() => folder.remove());

describe("the reload of a remote file", () => {
  it("finds the new file in its place", async () => {
    await folder.create({ reload: folder.reload });
    await folder.update({ content: "second\n", reload: folder.reload });
    expect(folder.reloads).toBe("first\nsecond\n");
  });

  it("when it fails, brings the old file back as it was, and is run again", async () => {
    await folder.create({ mode: "0604" });
    if (process.getuid?.() === 0) chownSync(folder.target, 65534, 65534);
    const before = statSync(folder.target);
    await expect(
      folder.update({ content: "fails\n", reload: `${folder.reload} || { echo "cannot load" >&2; exit 1; }` }),
    ).rejects.toThrow(`${folder.target} on local was taken back, because the reload failed:\ncannot load`);
    const after = statSync(folder.target);
    expect([folder.content, after.mode, after.uid, after.gid]).toEqual([
      "first\n",
      before.mode,
      before.uid,
      before.gid,
    ]);
    expect(folder.reloads).toBe("fails\nfirst\n");
    expect(folder.left()).toEqual(["acme.caddy", "reloads"]);
  });

  it("when it fails for the first file, takes the file away again", async () => {
    await expect(folder.create({ content: "fails\n", reload: folder.reload })).rejects.toThrow(
      "was taken back, because the reload failed",
    );
    expect(folder.left()).toEqual(["reloads"]);
  });
});

describe("a remote file that is deleted", () => {
  it("is gone, and its reader told", async () => {
    await folder.create();
    await folder.delete({ reload: `echo told >'${join(folder.path, "told")}'` });
    expect(folder.left()).toEqual(["told"]);
  });

  it("may be gone already", async () => {
    await folder.delete({ reload: "exit 1" });
    expect(folder.left()).toEqual([]);
  });

  it("says so when its reader does not take it", async () => {
    await folder.create();
    await expect(folder.delete({ reload: "echo no >&2; exit 1" })).rejects.toThrow(
      `Could not remove ${folder.target} on local:\nno`,
    );
  });
});
