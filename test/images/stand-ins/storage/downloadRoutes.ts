import { Readable } from "node:stream";
import { Hono } from "hono";
import type { Context } from "hono";
import { textOf } from "../common/json.ts";
import { transaction } from "../common/postgres.ts";
import { asCaller, callerOf, wildcard } from "./context.ts";
import type { Caller, Storage } from "./context.ts";
import { findBucket, findObject } from "./objects.ts";
import type { StoredObject } from "./objects.ts";
import { StorageError, noSuchBucket } from "./storageError.ts";
import { readTicket } from "./tickets.ts";

/** Everything that hands out an object or tells about it. */
export function downloadRoutes(storage: Storage): Hono {
  return new Hono()
    .get("/object/public/:bucket/*", async (context) =>
      send(storage, context, await openObject(storage, context, "/object/public")),
    )
    .get("/object/authenticated/:bucket/*", async (context) =>
      send(storage, context, await seenObject(storage, context, "/object/authenticated")),
    )
    .get("/object/sign/:bucket/*", async (context) =>
      send(storage, context, await signedObject(storage, context, "/object/sign")),
    )
    .get("/object/info/public/:bucket/*", async (context) =>
      context.json(infoOf(await openObject(storage, context, "/object/info/public"))),
    )
    .get("/object/info/authenticated/:bucket/*", async (context) =>
      context.json(infoOf(await seenObject(storage, context, "/object/info/authenticated"))),
    )
    .get("/object/info/:bucket/*", async (context) =>
      context.json(infoOf(await seenObject(storage, context, "/object/info"))),
    )
    .get("/object/:bucket/*", async (context) => send(storage, context, await seenObject(storage, context, "/object")));
}

function addressed(context: Context, prefix: string): { bucket: string; name: string } {
  const bucket = textOf(context.req.param("bucket"));
  return { bucket, name: wildcard(context, `${prefix}/${encodeURIComponent(bucket)}/`) };
}

/** An object of a public bucket; whoever asks. */
export async function openObject(storage: Storage, context: Context, prefix: string): Promise<StoredObject> {
  const { bucket, name } = addressed(context, prefix);
  return transaction(storage.pool, async (query) => {
    if (!(await findBucket(query, bucket)).public) throw noSuchBucket();
    return findObject(query, bucket, name);
  });
}

/** An object that the caller's role may see. */
export async function seenObject(storage: Storage, context: Context, prefix: string): Promise<StoredObject> {
  const { bucket, name } = addressed(context, prefix);
  const caller: Caller = await callerOf(storage, context);
  return asCaller(storage, caller, "storage.object.get", (query) => findObject(query, bucket, name));
}

/** An object for which the request carries a signed token. */
export async function signedObject(storage: Storage, context: Context, prefix: string): Promise<StoredObject> {
  const { bucket, name } = addressed(context, prefix);
  await readTicket(storage, context.req.query("token") ?? "", `${bucket}/${name}`);
  return transaction(storage.pool, (query) => findObject(query, bucket, name));
}

function infoOf(object: StoredObject) {
  const { id, name, version, metadata, bucket } = object;
  return {
    id,
    name,
    version,
    bucket_id: bucket,
    size: metadata["size"],
    content_type: metadata["mimetype"],
    cache_control: metadata["cacheControl"],
    etag: metadata["eTag"],
    metadata: object.userMetadata ?? {},
    last_modified: object.updatedAt,
    created_at: object.createdAt,
  };
}

async function send({ blobs }: Storage, context: Context, object: StoredObject): Promise<Response> {
  const size = Number(object.metadata["size"]);
  const range = rangeOf(context.req.header("range"), size);
  const { stream, info } = await blobs.open(object, range);
  const etag = textOf(object.metadata["eTag"]);
  const headers = new Headers({
    "content-type": info.contentType,
    "cache-control": info.cacheControl,
    etag,
    "last-modified": object.updatedAt.toUTCString(),
    "accept-ranges": "bytes",
  });
  headers.set("content-length", String(range === undefined ? size : range.end - range.start + 1));
  if (range !== undefined) headers.set("content-range", `bytes ${range.start}-${range.end}/${size}`);
  const download = context.req.query("download");
  if (download !== undefined)
    headers.set(
      "content-disposition",
      `attachment;${download === "" ? "" : ` filename*=UTF-8''${encodeURIComponent(download)};`}`,
    );
  const unchanged = context.req.header("if-none-match") === etag;
  if (unchanged || context.req.raw.method === "HEAD") {
    stream.destroy();
    return new Response(null, { status: unchanged ? 304 : 200, headers });
  }
  // Node's web stream and the one of the response are the same at run time.
  return new Response(Readable.toWeb(stream) as ReadableStream, { status: range === undefined ? 200 : 206, headers });
}

function rangeOf(header: string | undefined, size: number) {
  const [, from = "", to = ""] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
  if (from === "" && to === "") return undefined;
  const start = from === "" ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === "" || to === "" ? size - 1 : Math.min(Number(to), size - 1);
  if (start > end) throw new StorageError(416, "InvalidRange", "The requested range is not satisfiable");
  return { start, end };
}
