import { chmodSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { fileProvider } from "../../../components/dynamic/remoteFile";
import { type FileState, RemoteFolder } from "../../support/remoteFiles";

let folder: RemoteFolder;
let file: FileState;
beforeEach(async () => {
  folder = new RemoteFolder();
  file = folder.file();
  await folder.create();
});
afterEach(() => {
  vi.unstubAllEnvs();
  folder.remove();
});

/** The state that a refresh finds. */
const found = async (stored: FileState = file) => (await fileProvider.read?.("id", stored))?.props;
const changes = async (olds: FileState, news: FileState) => await fileProvider.diff?.("id", olds, news);

describe("a refresh", () => {
  it("finds a file that is as it was written to be unchanged", async () => {
    expect(await fileProvider.read?.("id", file)).toEqual({ id: "id", props: file, inputs: file });
    expect(await changes((await found()) ?? file, file)).toMatchObject({ changes: false });
  });

  it("finds other content, so that the next run writes it again", async () => {
    writeFileSync(file.path, "edited\r\nby hand");
    expect(await found()).toEqual({ ...file, content: "edited\r\nby hand" });
    expect(await changes((await found()) ?? file, file)).toMatchObject({ changes: true, replaces: [] });
    await fileProvider.update?.("id", (await found()) ?? file, file);
    expect(folder.content).toBe("first\n");
  });

  it("finds another mode, so that the next run sets it again", async () => {
    chmodSync(file.path, 0o600);
    expect(await found()).toEqual({ ...file, mode: "0600" });
    expect(await changes((await found()) ?? file, file)).toMatchObject({ changes: true });
  });

  it("finds another owner where one is asked for, by user or by user and group", async () => {
    const { username } = userInfo();
    expect((await found({ ...file, owner: username }))?.owner).toBe(username);
    expect((await found({ ...file, owner: "somebody" }))?.owner).toBe(username);
    expect((await found({ ...file, owner: "somebody:else" }))?.owner).toMatch(new RegExp(`^${username}:`));
    expect((await found())?.owner).toBe("");
  });

  it.each(["a file", "a folder in its place"])("finds that there is no file: %s", async (what) => {
    rmSync(file.path);
    if (what !== "a file") mkdirSync(file.path);
    expect(await fileProvider.read?.("id", file)).toEqual({ id: "" });
  });

  it("does not take a file that it cannot read for an empty one", async () => {
    const bin = join(folder.path, "bin");
    mkdirSync(bin);
    for (const [name, script] of [
      ["stat", "echo 0640; echo root:root"],
      ["base64", "echo 'Permission denied' >&2; exit 1"],
    ] as const) {
      writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    }
    vi.stubEnv("PATH", `${bin}:${process.env.PATH}`);
    await expect(fileProvider.read?.("id", file)).rejects.toThrow(
      `Could not read ${file.path} on local:\nPermission denied`,
    );
  });

  it("without a state finds nothing", async () => {
    expect(await fileProvider.read?.("id")).toEqual({ id: "" });
  });
});

describe("a difference", () => {
  it("is there for what is written and by which version of ours, and for nothing else", async () => {
    for (const key of ["content", "mode", "owner", "validate", "reload", "providerVersion"]) {
      expect([key, (await changes(file, { ...file, [key]: "other" }))?.changes]).toEqual([key, true]);
    }
    expect(await changes(file, { ...file })).toEqual({ changes: false, replaces: [], deleteBeforeReplace: false });
  });

  it.each(["host", "path"])("in %s makes a new file, once the old one is gone", async (key) => {
    const moved = await changes(file, { ...file, [key]: "/elsewhere" });
    expect(moved).toEqual({ changes: true, replaces: ["path"], deleteBeforeReplace: true });
  });

  it("is not made by line breaks of another system", async () => {
    const checked = await fileProvider.check?.(file, { ...file, content: "first\r\nsecond\r\n" });
    expect(checked?.inputs).toEqual({ ...file, content: "first\nsecond\n" });
  });

  it("waits for content that is not known yet", async () => {
    const unknown = { ...file, content: undefined } as unknown as FileState; // as a preview hands it over
    expect((await fileProvider.check?.(file, unknown))?.inputs).toEqual(unknown);
  });
});

describe("the state of an earlier version", () => {
  /** The least that every version has written. */
  const earlier = () => ({ host: file.host, path: file.path }) as FileState; // what came later is missing

  it("is brought up to date", async () => {
    expect((await changes(earlier(), file))?.changes).toBe(true);
    expect(await fileProvider.update?.("id", earlier(), { ...file, content: "second\n" })).toEqual({
      outs: { ...file, content: "second\n" },
    });
    expect(folder.content).toBe("second\n");
  });

  it("is completed by a refresh", async () => {
    expect(await found(earlier())).toEqual(file);
  });

  it("is enough to delete the file", async () => {
    await fileProvider.delete?.("id", earlier());
    expect(() => statSync(file.path)).toThrow("ENOENT");
  });
});
