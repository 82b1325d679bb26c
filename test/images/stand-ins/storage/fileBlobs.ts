import { execFile } from "node:child_process";
import { createReadStream } from "node:fs";
import { copyFile, mkdir, readdir, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { refuse } from "../common/log.ts";
import { messageOf } from "../common/json.ts";
import type { BlobInfo, BlobKey, Blobs } from "./blobs.ts";
import { noSuchObject } from "./storageError.ts";

const run = promisify(execFile);
const attributes = { contentType: "user.supabase.content-type", cacheControl: "user.supabase.cache-control" } as const;

/**
 * Objects as files: one folder per object, one file per version. Content type and cache control are extended attributes
 * of the file, so a backup that copies bytes alone loses them; Node cannot set those, hence the programs of package attr.
 */
export async function fileBlobs(folder: string, bucketFolder: string, tenant: string): Promise<Blobs> {
  const root = join(folder, bucketFolder, tenant);
  const incoming = join(folder, ".incoming");
  await requireAttributes(incoming);
  const pathOf = ({ bucket, name, version }: BlobKey) => join(root, bucket, name, version);
  return {
    incoming,
    async take(key, file, info) {
      await mkdir(dirname(pathOf(key)), { recursive: true });
      await setAttributes(file, info);
      await rename(file, pathOf(key));
    },
    async open(key, range) {
      const info = await attributesOf(pathOf(key));
      return { stream: createReadStream(pathOf(key), range), info };
    },
    async copy(from, to) {
      await mkdir(dirname(pathOf(to)), { recursive: true });
      await copyFile(pathOf(from), pathOf(to));
      await setAttributes(pathOf(to), await attributesOf(pathOf(from)));
    },
    async remove(key) {
      await rm(pathOf(key), { force: true });
      await removeEmpty(dirname(pathOf(key)), join(root, key.bucket));
    },
    sourceFor: async (key) => `local://${pathOf(key)}`,
  };
}

/** Removes a folder that became empty, and its parents up to the bucket's. */
async function removeEmpty(folder: string, top: string): Promise<void> {
  if (folder === top || (await readdir(folder).catch(() => ["gone"])).length > 0) return;
  await rmdir(folder).catch(() => undefined);
  await removeEmpty(dirname(folder), top);
}

async function setAttributes(file: string, info: BlobInfo): Promise<void> {
  await run("setfattr", ["-n", attributes.contentType, "-v", info.contentType, file]);
  await run("setfattr", ["-n", attributes.cacheControl, "-v", info.cacheControl, file]);
}

async function attributesOf(file: string): Promise<BlobInfo> {
  const { stdout } = await run("getfattr", ["--absolute-names", "-d", "-e", "text", file]).catch(() => {
    throw noSuchObject();
  });
  const read = (name: string) =>
    new RegExp(`^${name.replaceAll(".", "\\.")}="(.*)"$`, "m").exec(stdout)?.[1]?.replaceAll(/\\(["\\])/g, "$1");
  return {
    contentType: read(attributes.contentType) ?? "application/octet-stream",
    cacheControl: read(attributes.cacheControl) ?? "no-cache",
  };
}

/** Ends the process when the volume is not writable or keeps no extended attributes: uploads would fail one by one. */
async function requireAttributes(incoming: string): Promise<void> {
  try {
    await mkdir(incoming, { recursive: true });
    const probe = join(incoming, "probe");
    await writeFile(probe, "");
    await setAttributes(probe, { contentType: "text/plain", cacheControl: "no-cache" });
    await rm(probe);
  } catch (error) {
    refuse("storage", [
      `FILE_STORAGE_BACKEND_PATH: should be a writable folder with extended attributes (${messageOf(error).split("\n").at(-2) ?? messageOf(error)})`,
    ]);
  }
}
