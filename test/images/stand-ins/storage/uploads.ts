import { createHash, randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { Transform } from "node:stream";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { transaction } from "../common/postgres.ts";
import { asCaller } from "./context.ts";
import type { Caller, Storage } from "./context.ts";
import { patience } from "./incomingUpload.ts";
import type { Upload } from "./incomingUpload.ts";
import { findBucket, saveObject } from "./objects.ts";
import { StorageError, tooLarge } from "./storageError.ts";

export interface Target {
  readonly bucket: string;
  readonly name: string;
  readonly upsert: boolean;
}

/** Stores an upload: bytes aside, then the row under the caller's role, then the bytes in their place. */
export async function storeUpload(
  storage: Storage,
  caller: Caller,
  target: Target,
  upload: Upload,
): Promise<{ Id: string; Key: string }> {
  const bucket = await transaction(storage.pool, (query) => findBucket(query, target.bucket));
  checkType(bucket.types, upload.info.contentType);
  const limit = Math.min(storage.environment.whole("FILE_SIZE_LIMIT"), bucket.sizeLimit ?? Infinity);
  const spooled = await spool(storage, upload.bytes, limit);
  try {
    const version = randomUUID();
    const previous = await versionOf(storage, target);
    const metadata = {
      eTag: `"${spooled.md5}"`,
      size: spooled.size,
      mimetype: upload.info.contentType,
      cacheControl: upload.info.cacheControl,
      lastModified: new Date().toISOString(),
      contentLength: spooled.size,
      httpStatusCode: 200,
    };
    const { id } = await asCaller(storage, caller, "storage.object.upload", async (query) => {
      const saved = await saveObject(query, caller, {
        ...target,
        version,
        metadata,
        userMetadata: upload.userMetadata,
      });
      await storage.blobs.take({ ...target, version }, spooled.file, upload.info);
      return saved;
    });
    if (previous !== undefined) await storage.blobs.remove({ ...target, version: previous });
    return { Id: id, Key: `${target.bucket}/${target.name}` };
  } finally {
    await rm(spooled.file, { force: true });
  }
}

function checkType(allowed: readonly string[] | undefined, contentType: string): void {
  const type = contentType.split(";")[0] ?? "";
  const fits =
    allowed === undefined ||
    allowed.some((one) => one === type || one === "*/*" || (one.endsWith("/*") && type.startsWith(one.slice(0, -1))));
  if (!fits) throw new StorageError(415, "invalid_mime_type", `mime type ${type} is not supported`);
}

/** Version of the object that an upsert will replace. */
async function versionOf({ pool }: Storage, { bucket, name }: Target): Promise<string | undefined> {
  const { rows } = await pool.query<{ version: string }>(
    "select version from storage.objects where bucket_id = $1 and name = $2",
    [bucket, name],
  );
  return rows[0]?.version;
}

/** Writes the bytes to a file aside while counting them; what is too much is read on for a while, see `patience`. */
async function spool(
  { blobs }: Storage,
  bytes: Readable,
  limit: number,
): Promise<{ file: string; size: number; md5: string }> {
  const file = join(blobs.incoming, randomUUID());
  const hash = createHash("md5");
  let size = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      hash.update(chunk);
      if (size > limit + patience) return done(tooLarge());
      done(null, size > limit ? undefined : chunk);
    },
    flush: (done) => done(size > limit ? tooLarge() : null),
  });
  try {
    await pipeline(bytes, counted, createWriteStream(file));
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  }
  return { file, size, md5: hash.digest("hex") };
}
