import Module, { createRequire } from "node:module";

/**
 * Leaves out, until somebody asks for them, packages that others load at their start: the TypeScript compiler and a reader of
 * package trees, with which Pulumi writes functions down into a state (commands leave that to processes of their own), and
 * what Docker's client builds images with and Pulumi talks to its engine by. It saves 57 MB and half a second.
 */
const heavy: readonly string[] = [
  "typescript",
  "@npmcli/arborist",
  "@grpc/grpc-js",
  "@grpc/proto-loader",
  "protobufjs",
];

interface Loader {
  _load(request: string, parent?: { readonly filename?: string | null }, ...rest: readonly unknown[]): unknown;
}

const loader = Module as unknown as Loader; // Node's own types leave it out
const load = loader._load.bind(loader);
const later = new Map<string, object>();

loader._load = (request, parent, ...rest) => {
  const file = heavy.includes(request) ? fileOf(request, parent?.filename ?? import.meta.url) : undefined;
  if (file === undefined) return load(request, parent, ...rest);
  const known = later.get(file) ?? onDemand(file);
  later.set(file, known);
  return known;
};

/** Stands for a package that is loaded with the first look into it. */
function onDemand(file: string): object {
  let found: object | undefined;
  const get = (_none: object, key: string | symbol): unknown => {
    // Asked of every package by whoever loads it.
    if (key === "__esModule") return true;
    found ??= load(file) as object; // all are sets of functions and classes
    return Reflect.get(found, key);
  };
  return new Proxy({}, { get });
}

/** One that is not there stays missing: Pulumi has its own of some. */
function fileOf(name: string, from: string): string | undefined {
  try {
    return createRequire(from).resolve(name);
  } catch {
    return undefined;
  }
}
