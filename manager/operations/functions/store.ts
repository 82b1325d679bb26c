import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Workspace, kept } from "../workspace";
import { hashOf, laidOut, ownFile } from "./layout";
import type { DeployedFunction, FunctionFile, NewFunction } from "./types";

/** What `fleet.json` of a deployment holds. */
interface Stored extends DeployedFunction {
  /** For the router, by the name that clients use. */
  readonly verify_jwt: boolean;
}

/** Where functions that came through an API lie, for one instance: `functions.folder` of its entry then. */
export const deployedFolder = (workspace: Workspace, instance: string): string =>
  kept(workspace, "functions", instance);
/** Where those lie that are not served yet. */
export const stagedFolder = (workspace: Workspace, instance: string): string =>
  kept(workspace, "functions-staged", instance);
const filesFolder = (folder: string, slug: string) => join(`${folder}.files`, slug);

/** Writes a function into a folder, in place of the version before. */
export function writeFunction(
  folder: string,
  wanted: NewFunction,
  before: DeployedFunction | undefined,
  now: number,
): DeployedFunction {
  const files = laidOut(wanted);
  const { slug, name, verifyJwt, entrypoint, importMap } = wanted;
  const made: DeployedFunction = {
    slug,
    name,
    version: (before?.version ?? 0) + 1,
    created: before?.created ?? now,
    updated: now,
    verifyJwt,
    entrypoint,
    ...(importMap === undefined ? {} : { importMap }),
    hash: hashOf(wanted.files),
  };
  const stored: Stored = { ...made, verify_jwt: verifyJwt };
  rmSync(join(folder, slug), { recursive: true, force: true });
  writeAll(join(folder, slug), files);
  writeFileSync(join(folder, slug, ownFile), JSON.stringify(stored), { mode: 0o600 });
  // As they came, for whoever downloads them; the container gets them as it needs them.
  rmSync(filesFolder(folder, slug), { recursive: true, force: true });
  writeAll(filesFolder(folder, slug), [
    { path: "files.json", content: new TextEncoder().encode(JSON.stringify(wanted.files.map(({ path }) => path))) },
    ...wanted.files.map(({ content }, index) => ({ path: String(index), content })),
  ]);
  return made;
}

function writeAll(folder: string, files: readonly FunctionFile[]): void {
  for (const { path, content } of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true, mode: 0o700 });
    writeFileSync(join(folder, path), content, { mode: 0o600 });
  }
}

/** The functions in a folder, by slug; those that an operator put there himself say less of themselves. */
export function functionsIn(folder: string, { verifyJwt }: { readonly verifyJwt: boolean }): DeployedFunction[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter(
      (entry) =>
        entry.isDirectory() && /^[A-Za-z0-9]/.test(entry.name) && existsSync(join(folder, entry.name, "index.ts")),
    )
    .map(({ name: slug }) => storedIn(join(folder, slug)) ?? plain(folder, slug, verifyJwt))
    .sort((a, b) => (a.slug < b.slug ? -1 : 1));
}

function storedIn(folder: string): DeployedFunction | undefined {
  const file = join(folder, ownFile);
  if (!existsSync(file)) return undefined;
  const { verify_jwt: _router, ...made } = JSON.parse(readFileSync(file, "utf8")) as Stored; // written above
  return made;
}

function plain(folder: string, slug: string, verifyJwt: boolean): DeployedFunction {
  const file = join(folder, slug, "index.ts");
  const { mtimeMs, birthtimeMs } = statSync(file);
  const content = readFileSync(file);
  return {
    slug,
    name: slug,
    version: 1,
    created: Math.round(birthtimeMs),
    updated: Math.round(mtimeMs),
    verifyJwt,
    entrypoint: `supabase/functions/${slug}/index.ts`,
    hash: hashOf([{ path: "index.ts", content }]),
  };
}

/** The files of a function as they came; undefined for one that did not come through an API. */
export function filesOf(folder: string, slug: string): FunctionFile[] | undefined {
  const kept = filesFolder(folder, slug);
  if (!existsSync(join(kept, "files.json"))) return undefined;
  const paths = JSON.parse(readFileSync(join(kept, "files.json"), "utf8")) as string[]; // written above
  return paths.map((path, index) => ({ path, content: readFileSync(join(kept, String(index))) }));
}

/** Takes a function out of a folder. */
export function removeFunction(folder: string, slug: string): void {
  rmSync(join(folder, slug), { recursive: true, force: true });
  rmSync(filesFolder(folder, slug), { recursive: true, force: true });
}
