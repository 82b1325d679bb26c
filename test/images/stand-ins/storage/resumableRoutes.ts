import { randomUUID } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { open, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { Hono } from "hono";
import type { Context } from "hono";
import { textOf } from "../common/json.ts";
import { callerOf, checkName } from "./context.ts";
import type { Caller, Storage } from "./context.ts";
import { StorageError, invalid, tooLarge } from "./storageError.ts";
import { storeUpload } from "./uploads.ts";

interface Pending {
  readonly caller: Caller;
  readonly bucket: string;
  readonly name: string;
  readonly length: number;
  readonly upsert: boolean;
  readonly contentType: string;
  readonly cacheControl: string;
  readonly file: string;
}

const path = "/upload/resumable";
const headers = { "tus-resumable": "1.0.0", "cache-control": "no-store" };

/** Resumable uploads in the tus protocol. What is under way is remembered by this process only. */
export function resumableRoutes(storage: Storage): Hono {
  const pending = new Map<string, Pending>();
  const find = async (context: Context): Promise<Pending> => {
    await callerOf(storage, context);
    const upload = pending.get(textOf(context.req.param("id")));
    if (upload === undefined) throw new StorageError(404, "not_found", "The upload was not found");
    return upload;
  };
  return new Hono()
    .post(path, async (context) => {
      const upload = await begin(storage, context);
      const id = randomUUID();
      pending.set(id, upload);
      return context.body(null, 201, { ...headers, location: `${publicAddress(storage, context)}${path}/${id}` });
    })
    .get(`${path}/:id`, async (context) => {
      const { file, length } = await find(context);
      return context.body(null, 200, {
        ...headers,
        "upload-offset": String((await stat(file)).size),
        "upload-length": String(length),
      });
    })
    .patch(`${path}/:id`, async (context) => {
      const upload = await find(context);
      const offset = await append(upload, context);
      if (offset === upload.length) {
        pending.delete(textOf(context.req.param("id")));
        const { contentType, cacheControl } = upload;
        await storeUpload(storage, upload.caller, upload, {
          bytes: createReadStream(upload.file),
          info: { contentType, cacheControl },
          userMetadata: null,
        }).finally(() => rm(upload.file, { force: true }));
      }
      return context.body(null, 204, { ...headers, "upload-offset": String(offset) });
    });
}

async function begin(storage: Storage, context: Context): Promise<Pending> {
  const caller = await callerOf(storage, context);
  const length = Number(context.req.header("upload-length"));
  if (!Number.isInteger(length)) throw invalid("Upload-Length header required");
  if (length > storage.environment.whole("FILE_SIZE_LIMIT")) throw tooLarge();
  const metadata = metadataOf(context.req.header("upload-metadata") ?? "");
  const file = join(storage.blobs.incoming, randomUUID());
  await (await open(file, "wx")).close();
  return {
    caller,
    length,
    file,
    bucket: metadata.get("bucketName") ?? "",
    name: checkName(metadata.get("objectName") ?? ""),
    upsert: context.req.header("x-upsert") === "true",
    contentType: metadata.get("contentType") ?? "application/octet-stream",
    cacheControl: metadata.has("cacheControl") ? `max-age=${metadata.get("cacheControl") ?? ""}` : "no-cache",
  };
}

/** `name base64, name base64, …` */
function metadataOf(header: string): Map<string, string> {
  const pairs = header.split(",").map((pair) => pair.trim().split(" "));
  return new Map(pairs.map(([name = "", value = ""]) => [name, Buffer.from(value, "base64").toString("utf8")]));
}

async function append(upload: Pending, context: Context): Promise<number> {
  const { size } = await stat(upload.file);
  if (Number(context.req.header("upload-offset")) !== size)
    throw new StorageError(409, "Conflict", "Upload-Offset conflict");
  const { body } = context.req.raw;
  // See uploads.ts: two declarations of one web stream.
  if (body !== null)
    await pipeline(Readable.fromWeb(body as ReadableStream), createWriteStream(upload.file, { flags: "a" }));
  const offset = (await stat(upload.file)).size;
  if (offset > upload.length) throw tooLarge();
  return offset;
}

/** Where clients reach this service: the configured address and the prefix that the gateway took off, when it may be trusted. */
function publicAddress({ environment }: Storage, context: Context): string {
  const prefix = environment.flag("REQUEST_ALLOW_X_FORWARDED_PATH")
    ? (context.req.header("x-forwarded-prefix") ?? "")
    : "";
  return environment.text("STORAGE_PUBLIC_URL") + prefix.replace(/\/$/, "");
}
