import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fileProvider } from "../../components/dynamic/remoteFile";
import { type SshHost, missingSshd, startSshd, withPath } from "./sshd";

const reason = missingSshd();
const title = (text: string) => (reason === undefined ? text : `${text} (skipped: ${reason})`);

describe("a remote file over a real sshd", () => {
  const test = it.skipIf(reason !== undefined);
  let host: SshHost;
  beforeAll(async () => {
    if (reason === undefined) host = await startSshd(22022);
  });
  afterAll(() => host?.stop());

  const file = (name: string, more: Record<string, string> = {}) => ({
    host: host.address,
    path: join(host.folder, "etc", name),
    content: "first\n",
    mode: "0640",
    owner: "",
    validate: "",
    reload: "",
    providerVersion: 1,
    ...more,
  });
  type File = ReturnType<typeof file>;
  const create = (f: File) => withPath(host.bin, () => fileProvider.create(f));
  const update = (old: File, now: File) => withPath(host.bin, async () => fileProvider.update?.("id", old, now));
  const read = (f: File) => withPath(host.bin, async () => fileProvider.read?.("id", f));

  test(title("is written with its mode, and nothing is left beside it"), async () => {
    const f = file("a.caddy");
    await create(f);
    expect(readFileSync(f.path, "utf8")).toBe("first\n");
    expect((statSync(f.path).mode & 0o777).toString(8)).toBe("640");
    expect(readdirSync(join(host.folder, "etc")).filter((name) => name.startsWith(".a"))).toEqual([]);
  });

  test(title("that its check refuses leaves the old one as it was, and says what the check said"), async () => {
    const f = file("b.caddy");
    await create(f);
    const worse = {
      ...f,
      content: "broken\n",
      validate: 'grep -q first "$FILE" || { echo "line 1: broken" >&2; exit 1; }',
    };
    await expect(update(f, worse)).rejects.toThrow(/refused by its check.*\n?line 1: broken/s);
    expect(readFileSync(f.path, "utf8")).toBe("first\n");
  });

  test(title("whose reload fails is taken back, and the reader reloads the old one"), async () => {
    const log = join(host.folder, "reloads");
    const reload = `cat ${join(host.folder, "etc", "c.caddy")} >> ${log}; grep -q first ${join(host.folder, "etc", "c.caddy")}`;
    const f = file("c.caddy", { reload });
    await create(f);
    await expect(update(f, { ...f, content: "second\n" })).rejects.toThrow(/taken back/);
    expect(readFileSync(f.path, "utf8")).toBe("first\n");
    expect(readFileSync(log, "utf8")).toBe("first\nsecond\nfirst\n");
  });

  test(title("shows drift of its content and mode, and its absence"), async () => {
    const f = file("d.caddy");
    await create(f);
    expect((await read(f))?.props).toMatchObject({ content: "first\n", mode: "0640" });
    writeFileSync(f.path, "changed by hand\n");
    chmodSync(f.path, 0o600);
    expect((await read(f))?.props).toMatchObject({ content: "changed by hand\n", mode: "0600" });
    rmSync(f.path);
    expect(await read(f)).toEqual({ id: "" });
  });

  test(title("is removed, and the reader reloads; a second removal is no error"), async () => {
    const log = join(host.folder, "removed");
    const f = file("e.caddy", { reload: `echo reload >> ${log}` });
    await create(f);
    await withPath(host.bin, async () => fileProvider.delete?.("id", f));
    expect(existsSync(f.path)).toBe(false);
    expect(readFileSync(log, "utf8")).toBe("reload\nreload\n");
    await withPath(host.bin, async () => fileProvider.delete?.("id", f));
  });

  test(title("is whole at every moment, while others read it"), async () => {
    const f = file("f.caddy", { content: "x".repeat(200_000) });
    await create(f);
    const sizes = new Set<number>();
    let running = true;
    const reader = (async () => {
      while (running) {
        sizes.add(readFileSync(f.path).length);
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    for (const letter of "abc") await update(f, { ...f, content: letter.repeat(200_000) });
    running = false;
    await reader;
    expect([...sizes]).toEqual([200_000]);
  });

  test(title("keeps its content out of process lists"), async () => {
    const seen = join(host.folder, "processes");
    const f = file("g.caddy", { content: "very-secret-content\n", validate: `ps axww > ${seen}` });
    await create(f);
    expect(readFileSync(seen, "utf8")).not.toContain("very-secret-content");
  });

  test(title("of a host whose key is not known is refused, with the command that helps"), async () => {
    const known = readFileSync(join(host.folder, "known_hosts"), "utf8");
    host.forget();
    // A connection that is still open would not ask for the key again.
    const f = { ...file("h.caddy"), host: host.address.replace("127.0.0.1", "localhost") };
    writeFileSync(
      join(host.folder, "ssh_config"),
      readFileSync(join(host.folder, "ssh_config"), "utf8").replace("Host 127.0.0.1", "Host *"),
    );
    await expect(create(f)).rejects.toThrow(/ssh-keyscan -p 22022 localhost/);
    writeFileSync(join(host.folder, "known_hosts"), known);
    expect(existsSync(f.path)).toBe(false);
  });

  test(title("of a host that is gone is an error that names the host"), async () => {
    mkdirSync(join(host.folder, "gone"), { recursive: true });
    const f = { ...file("i.caddy"), host: host.address.replace(":22022", ":22023") };
    await expect(create(f)).rejects.toThrow(/Cannot reach .*:22023 by ssh: .*refused/s);
  });
});
