import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import type { Context } from "hono";
import { isObject, parseJson } from "../common/json.ts";
import type { Json } from "../common/json.ts";
import type { BlobInfo } from "./blobs.ts";
import { invalid, tooLarge } from "./storageError.ts";

/**
 * Bytes beyond the limit that are read and dropped: a client that is still sending when it is refused sees a broken
 * connection instead of the reason.
 */
export const patience = 64 * 1024 ** 2;

/** What a request brings, before its bytes are read. */
export interface Upload {
  readonly bytes: Readable;
  readonly info: BlobInfo;
  readonly userMetadata: Json | null;
}

/** Reads an upload in either way clients send it: a form with a file, or the bare bytes with headers. */
export async function uploadFrom(context: Context, limit: number): Promise<Upload> {
  const type = context.req.header("content-type") ?? "application/octet-stream";
  if (!type.startsWith("multipart/form-data")) {
    const { body } = context.req.raw;
    // The two declarations of the same web stream differ in details nothing here uses.
    const bytes = body === null ? Readable.from([]) : Readable.fromWeb(body as ReadableStream);
    const metadata = context.req.header("x-metadata");
    const info = { contentType: type, cacheControl: context.req.header("cache-control") ?? "no-cache" };
    return {
      bytes,
      info,
      userMetadata: metadata === undefined ? null : metadataFrom(Buffer.from(metadata, "base64").toString("utf8")),
    };
  }
  // A form is read into memory, so its announced size is held against the limit first; the frame around a file is small.
  const announced = Number(context.req.header("content-length") ?? 0);
  if (announced > limit + 10_000) {
    if (announced <= limit + patience) await context.req.arrayBuffer();
    throw tooLarge();
  }
  const form = await context.req.formData();
  const file = [...form.values()].find((value) => value instanceof File);
  if (file === undefined) throw invalid("No file provided");
  const seconds = form.get("cacheControl");
  const metadata = form.get("metadata");
  const info = {
    contentType: String(form.get("contentType") ?? (file.type || "application/octet-stream")),
    cacheControl: seconds === null ? "no-cache" : `max-age=${String(seconds)}`,
  };
  return {
    bytes: Readable.from([Buffer.from(await file.arrayBuffer())]),
    info,
    userMetadata: typeof metadata === "string" ? metadataFrom(metadata) : null,
  };
}

function metadataFrom(text: string): Json | null {
  const metadata = parseJson(text);
  return isObject(metadata) ? metadata : null;
}
