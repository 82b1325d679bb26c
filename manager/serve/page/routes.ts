import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { type Context, Hono } from "hono";
import { problem } from "../problems";

const folder = fileURLToPath(new URL("app", import.meta.url));

const types: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};

interface Asset {
  readonly type: string;
  readonly plain: Buffer;
  readonly packed: Buffer;
  readonly tag: string;
}

/** The page: its files as they lie here, and the library that draws it. Everything is read once. */
export function pageRoutes() {
  const app = new Hono();
  const assets = new Map<string, Asset>();
  for (const path of readdirSync(folder, { recursive: true, encoding: "utf8" }))
    if (extname(path) in types) assets.set(path, assetOf(join(folder, path)));
  const library = createRequire(import.meta.url).resolve("htm");
  assets.set("lib/preact.js", assetOf(join(dirname(library), "../preact/standalone.module.js")));
  app.get("/", (context) => answer(context, assets.get("index.html")));
  app.get("/page/*", (context) => answer(context, assets.get(context.req.path.slice("/page/".length))));
  return app;
}

function assetOf(path: string): Asset {
  const plain = readFileSync(path);
  const tag = `"${createHash("sha256").update(plain).digest("base64url").slice(0, 22)}"`;
  return { type: types[extname(path)] ?? "application/octet-stream", plain, packed: gzipSync(plain), tag };
}

/** Files are asked for anew each time and sent when they have changed: a server that was updated has its page at once. */
function answer(context: Context, asset: Asset | undefined): Response {
  if (asset === undefined) return problem(context, 404, `There is nothing at ${context.req.path}.`);
  const headers = { "Content-Type": asset.type, ETag: asset.tag, "Cache-Control": "no-cache", Vary: "Accept-Encoding" };
  if (context.req.header("if-none-match") === asset.tag) return context.body(null, 304, headers);
  const packs = /\bgzip\b/.test(context.req.header("accept-encoding") ?? "");
  return packs
    ? context.body(new Uint8Array(asset.packed), 200, { ...headers, "Content-Encoding": "gzip" })
    : context.body(new Uint8Array(asset.plain), 200, headers);
}
