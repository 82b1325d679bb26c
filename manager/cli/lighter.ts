import Module, { createRequire } from "node:module";

/**
 * Leaves out, until somebody asks for them, two packages that Pulumi loads at its start to write functions down into a state:
 * the TypeScript compiler, and a reader of package trees. Commands leave that to processes of their own. It saves 50 MB and
 * half a second.
 */
const heavy: readonly string[] = ["typescript", "@npmcli/arborist"];

interface Loader {
  _load(request: string, ...rest: readonly unknown[]): unknown;
}

const loader = Module as unknown as Loader; // Node's own types leave it out
const load = loader._load.bind(loader);
const later = new Map(heavy.flatMap((name) => onDemand(name)));

loader._load = (request, ...rest) => later.get(request) ?? load(request, ...rest);

/** Stands for a package that is loaded with the first look into it. One that is not there stays missing: Pulumi has its own. */
function onDemand(name: string): [string, object][] {
  const file = fileOf(name);
  if (file === undefined) return [];
  let found: object | undefined;
  const get = (_none: object, key: string | symbol): unknown => {
    // Asked of every package by whoever loads it.
    if (key === "__esModule") return true;
    found ??= load(file) as object; // both are sets of functions
    return Reflect.get(found, key);
  };
  return [[name, new Proxy({}, { get })]];
}

function fileOf(name: string): string | undefined {
  try {
    return createRequire(import.meta.url).resolve(name);
  } catch {
    return undefined;
  }
}
