import { createHash } from "node:crypto";
import { posix } from "node:path";
import { FleetError } from "../errors";
import type { FunctionFile, NewFunction } from "./types";

/** Name of the file in which a deployment says what it is; the router reads `verify_jwt` in it. */
export const ownFile = "fleet.json";

/** Bytes of all files of a function. */
const largest = 10 * 2 ** 20;

/**
 * Files as the runtime wants them: it starts `index.ts` of the function's folder, and reads a `deno.json` there. Files beside the
 * entrypoint stay beside it; where some lie elsewhere, such as `_shared`, all go below `src`, with an `index.ts` that leads there.
 * @throws FleetError `usage` for a path that leads out of the folder, or has characters that a container's files may not have.
 */
export function laidOut(wanted: NewFunction): FunctionFile[] {
  const files = wanted.files.map(({ path, content }) => ({ path: plainPath(path), content }));
  const entrypoint = plainPath(wanted.entrypoint);
  const importMap = wanted.importMap === undefined ? undefined : plainPath(wanted.importMap);
  mustHave(files, entrypoint);
  if (files.reduce((sum, { content }) => sum + content.byteLength, 0) > largest)
    throw new FleetError("usage", `The function has more than ${largest / 2 ** 20} MB.`);
  const home = posix.dirname(entrypoint);
  const isBelow = files.every(({ path }) => home === "." || path.startsWith(`${home}/`));
  const placeOf = (path: string) => (isBelow ? posix.relative(home, path) : `src/${path}`);
  const placed = new Map(files.map(({ path, content }) => [placeOf(path), content]));
  if (placed.has(ownFile))
    throw new FleetError("usage", `The file ${ownFile} is the fleet's own; name yours otherwise.`);
  const start = placeOf(entrypoint);
  if (start !== "index.ts") add(placed, "index.ts", `import "./${start}";\n`);
  if (importMap !== undefined && placeOf(importMap) !== "deno.json") {
    const map = mustHave(files, importMap).content;
    add(placed, "deno.json", moved(importMap, map, posix.dirname(placeOf(importMap))));
  }
  return [...placed].map(([path, content]) => ({ path, content }));
}

function add(placed: Map<string, Uint8Array>, path: string, text: string): void {
  if (placed.has(path))
    throw new FleetError("usage", `${path} lies beside the entrypoint and would be taken for it; rename it.`);
  placed.set(path, new TextEncoder().encode(text));
}

function mustHave(files: readonly FunctionFile[], path: string): FunctionFile {
  const found = files.find((file) => file.path === path);
  if (found !== undefined) return found;
  throw new FleetError("usage", `${path} is not among the files: ${files.map((file) => file.path).join(", ") || "there are none"}.`); // prettier-ignore
}

function plainPath(given: string): string {
  const path = posix.normalize(given.replace(/\\/g, "/").replace(/^file:\/\//, "")).replace(/^\/+/, "");
  const parts = path.split("/");
  if (path.length > 400 || parts.some((part) => part === ".." || part.startsWith(".") || !/^[A-Za-z0-9._@+()[\]-]+$/.test(part)))
    throw new FleetError("usage", `The path ${JSON.stringify(given.slice(0, 200))} should be letters, digits or . _ @ + - ( ) [ ], below the project's folder, with no name that begins with a dot.`); // prettier-ignore
  if (parts.includes("node_modules"))
    throw new FleetError("usage", "A function cannot bring its node_modules; import npm: instead.");
  return path;
}

/** An import map at another place: what is relative in it starts from there. */
function moved(path: string, content: Uint8Array, from: string): string {
  const map = jsonIn(path, content);
  const shift = (value: unknown): unknown => {
    if (typeof value === "string") return /^\.{0,2}\//.test(value) ? `./${posix.join(from, value)}` : value; // prettier-ignore
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shift(inner)]));
  };
  const { imports, scopes } = map;
  return JSON.stringify({ imports: shift(imports ?? {}), ...(scopes === undefined ? {} : { scopes: shift(scopes) }) });
}

function jsonIn(path: string, content: Uint8Array): Record<string, unknown> {
  try {
    const map: unknown = JSON.parse(new TextDecoder().decode(content));
    if (typeof map === "object" && map !== null) return { ...map };
  } catch {
    // Said below.
  }
  throw new FleetError("usage", `${path} should be JSON, without comments.`);
}

/** The same for the same files. */
export function hashOf(files: readonly FunctionFile[]): string {
  const hash = createHash("sha256");
  for (const { path, content } of [...files].sort((a, b) => (a.path < b.path ? -1 : 1)))
    hash.update(`${path}\0${content.byteLength}\0`).update(content);
  return hash.digest("hex");
}
