import type * as pulumi from "@pulumi/pulumi";
import { fileScripts } from "./fileScripts";
import { runOn } from "./runOn";

// Aliases: a captured function is written into the state, a captured module cannot be.
const run = runOn;
const scripts = fileScripts;

export const providerVersion = 1;

/** What a remote file is made with. */
export interface FileState {
  /** `local`, or `user@host[:port]` for the system's ssh. */
  readonly host: string;
  readonly path: string;
  readonly content: string;
  /** Octal, such as 0644. */
  readonly mode: string;
  /** `user` or `user:group`; the writer's own when empty. */
  readonly owner: string;
  /** Shell command that checks the new content, whose path is in $FILE; empty for none. */
  readonly validate: string;
  /** Shell command that makes the reader see the change; empty for none. */
  readonly reload: string;
  readonly providerVersion: number;
}

/** State of an earlier version may lack fields that came later. */
type StoredFile = Partial<FileState> & Pick<FileState, "host" | "path">;

export const fileProvider: pulumi.dynamic.ResourceProvider<FileState, FileState> = {
  async check(_olds, news) {
    // A file made on another system compares as equal.
    const content = typeof news.content === "string" ? news.content.replace(/\r\n/g, "\n") : news.content;
    return { inputs: { ...news, content } };
  },
  async diff(_id, olds: StoredFile, news) {
    const moved = olds.host !== news.host || olds.path !== news.path;
    const keys = ["content", "mode", "owner", "validate", "reload"] as const;
    const changed =
      keys.some((key) => (olds[key] ?? "") !== news[key]) || olds.providerVersion !== news.providerVersion;
    const changes = moved || changed;
    return { changes, replaces: moved ? ["path"] : [], deleteBeforeReplace: moved };
  },
  async create(file) {
    await write(file);
    return { id: `${file.host}:${file.path}`, outs: file };
  },
  async update(_id, _olds, news) {
    await write(news);
    return { outs: news };
  },
  /** Finds drift: what lies on the host becomes the state, so that the next run puts it back. */
  async read(id, stored?: StoredFile) {
    if (stored === undefined) return { id: "" };
    const { code, stdout, stderr } = await run(stored.host, scripts.read(stored.path), "");
    // What cannot be read is not empty: the next run would write it for nothing, or fail in its turn.
    if (code !== 0) throw new Error(`Could not read ${stored.path} on ${stored.host}:\n${stderr.trim()}`);
    const [found = "", mode = "", owner = "", ...rest] = stdout.split("\n");
    if (found !== "file") return { id: "" };
    const wanted = stored.owner ?? "";
    const actual = wanted.includes(":") || wanted === "" ? owner : (owner.split(":")[0] ?? "");
    const content = Buffer.from(rest.join(""), "base64").toString("utf8");
    const full = {
      validate: "",
      reload: "",
      providerVersion: 1,
      ...stored,
      content,
      mode,
      owner: wanted === "" ? "" : actual,
    };
    return { id, props: full, inputs: full };
  },
  async delete(_id, file: StoredFile) {
    const { path, reload = "" } = file;
    const { code, stderr } = await run(file.host, scripts.remove(path, reload), "");
    if (code !== 0) throw new Error(`Could not remove ${path} on ${file.host}:\n${stderr.trim()}`);
  },
};

async function write(file: FileState): Promise<void> {
  const { code, stderr } = await run(file.host, scripts.write(file), file.content);
  if (code === 0) return;
  const what =
    code === 3
      ? "was refused by its check; the old file is as it was"
      : code === 4
        ? "was taken back, because the reload failed"
        : "could not be written";
  throw new Error(`${file.path} on ${file.host} ${what}:\n${stderr.trim()}`);
}
