import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { type OnLoadResult, type Plugin, build } from "esbuild";
import { root } from "./paths";

/** Programs that are kept beside the newest: one that runs may still load a part of its own. */
const kept = 8;

/** Node's `require`, which a module of the new kind has not. */
const withRequire = `import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);`;

/** Stands for Pulumi until somebody looks into it: whoever only reads needs none of it, and it takes 15 MB. */
const pulumi = `import { createRequire } from "node:module";
const load = createRequire(${JSON.stringify(pathToFileURL(join(root, "index.ts")).href)});
export const pulumi = new Proxy({}, { get: (_none, name) => load("@pulumi/pulumi")[name] });`;

/** What the sources say of themselves stays true though they are run from elsewhere. */
const sources: Plugin = {
  name: "sources",
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^pulumi-when-asked$/ }, ({ path }) => ({ path, namespace: "made" }));
    onResolve({ filter: /^@pulumi\// }, ({ path }) => ({ path, external: true, sideEffects: false }));
    onLoad({ filter: /.*/, namespace: "made" }, () => ({ contents: pulumi, resolveDir: root }));
    // Only processes of their own run it.
    onResolve({ filter: /^\.\.\/index$/ }, () => ({ path: join(root, "index.ts"), external: true }));
    onLoad({ filter: /\/(manager|components|engine)\/[^.]+\.tsx?$/ }, ({ path }): OnLoadResult => {
      const contents = readFileSync(path, "utf8")
        .replaceAll("import.meta.url", JSON.stringify(pathToFileURL(path).href))
        .replaceAll("__dirname", JSON.stringify(dirname(path)))
        .replace(/^import \* as pulumi from "@pulumi\/pulumi";$/m, 'import { pulumi } from "pulumi-when-asked";');
      return { contents, loader: path.endsWith("x") ? "tsx" : "ts" };
    });
  },
};

/**
 * Writes `bin/fleet`'s program as JavaScript that Node runs by itself: it starts in a third of the time that a loader for
 * TypeScript takes, and holds 60 MB less. The packages stay where they are.
 */
export async function writeProgram(folder: string): Promise<void> {
  await build({
    absWorkingDir: root,
    banner: { js: withRequire },
    bundle: true,
    entryPoints: ["manager/cli/main.ts"],
    format: "esm",
    jsx: "automatic",
    logLevel: "error",
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    packages: "external",
    platform: "node",
    plugins: [sources],
    sourcemap: true,
    sourcesContent: false,
    splitting: true,
    target: "node20",
  });
}

/** Makes the program anew in a folder of its own, then lets `current` point there in one step: others may start meanwhile. */
async function renew(cache: string): Promise<void> {
  const name = `${new Date().toISOString().replace(/\W/g, "")}-${process.pid}`;
  const folder = join(cache, name);
  mkdirSync(folder, { recursive: true });
  // Sources that change from now on are newer than the program.
  writeFileSync(join(folder, "began"), root);
  await writeProgram(folder);
  symlinkSync(name, join(cache, `${name}.link`));
  renameSync(join(cache, `${name}.link`), join(cache, "current"));
  const older = readdirSync(cache).filter((other) => /^\d{8}T/.test(other) && other < name).sort(); // prettier-ignore
  for (const other of older.slice(0, -kept)) rmSync(join(cache, other), { recursive: true, force: true });
}

if (require.main === module) {
  const [cache] = process.argv.slice(2);
  if (cache === undefined) throw new Error("Where to?");
  renew(cache).catch(() => {
    process.exitCode = 1;
  });
}
