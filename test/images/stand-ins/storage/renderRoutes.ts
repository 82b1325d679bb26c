import { Hono } from "hono";
import type { Context } from "hono";
import { openObject, seenObject, signedObject } from "./downloadRoutes.ts";
import type { Storage } from "./context.ts";
import type { StoredObject } from "./objects.ts";
import { StorageError, invalid } from "./storageError.ts";

/** Transformed images, by way of imgproxy; without the switch these routes do not exist. */
export function renderRoutes(storage: Storage): Hono {
  if (!storage.environment.flag("ENABLE_IMAGE_TRANSFORMATION")) return new Hono();
  return new Hono()
    .get("/render/image/authenticated/:bucket/*", async (context) =>
      render(storage, context, await seenObject(storage, context, "/render/image/authenticated")),
    )
    .get("/render/image/public/:bucket/*", async (context) =>
      render(storage, context, await openObject(storage, context, "/render/image/public")),
    )
    .get("/render/image/sign/:bucket/*", async (context) =>
      render(storage, context, await signedObject(storage, context, "/render/image/sign")),
    );
}

const resizing: Readonly<Record<string, string>> = { cover: "fill", contain: "fit", fill: "force" };

async function render(storage: Storage, context: Context, object: StoredObject): Promise<Response> {
  const options = [
    `resizing_type:${resizing[context.req.query("resize") ?? "cover"] ?? "fill"}`,
    ...size(context, "width"),
    ...size(context, "height"),
    ...size(context, "quality"),
  ];
  const source = await storage.blobs.sourceFor(object);
  const url = `${storage.environment.text("IMGPROXY_URL")}/insecure/${options.join("/")}/plain/${encodeURIComponent(source)}`;
  const response = await fetch(url, {
    headers: { accept: context.req.header("accept") ?? "*/*" },
    signal: AbortSignal.timeout(15_000),
  }).catch(() => undefined);
  if (!response?.ok)
    throw new StorageError(
      response?.status === 422 ? 422 : 500,
      "ImageProcessing",
      `imgproxy answered ${response?.status ?? "nothing"}`,
    );
  const headers = new Headers({
    "content-type": response.headers.get("content-type") ?? "application/octet-stream",
    "cache-control": response.headers.get("cache-control") ?? "no-cache",
    "x-transformations": options.join(","),
  });
  const etag = response.headers.get("etag");
  if (etag !== null) headers.set("etag", etag);
  return new Response(response.body, { headers });
}

/** One option when the query asks for it; pixels and per cent are whole numbers within upstream's bounds. */
function size(context: Context, name: "width" | "height" | "quality"): string[] {
  const asked = context.req.query(name);
  if (asked === undefined) return [];
  const [min, max] = name === "quality" ? [20, 100] : [1, 2500];
  if (!/^[0-9]+$/.test(asked) || Number(asked) < min || Number(asked) > max)
    throw invalid(`querystring/${name} must be from ${min} to ${max}`);
  return [`${name}:${asked}`];
}
