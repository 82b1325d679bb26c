import { parse } from "yaml";
import { textOf } from "../common/json.ts";
import { StrictDocument } from "../common/strictDocument.ts";
import { readSink, readSource, readTransform } from "./components.ts";
import type { Component } from "./components.ts";

export interface Pipeline {
  /** Host and port of the health check, when it is switched on. */
  readonly api: { readonly host: string; readonly port: number } | undefined;
  readonly components: ReadonlyMap<string, Component>;
}

/** Reads a configuration whose variables are already filled in; the second value is everything that is wrong with it. */
export function readPipeline(text: string): { pipeline: Pipeline; problems: readonly string[] } {
  const document = new StrictDocument();
  const top = document.group(parse(text), "vector.yml", ["api", "sources", "transforms", "sinks"]);
  const api = readApi(document, top["api"]);
  const components = new Map<string, Component>([
    ...document
      .named(top["sources"], "sources")
      .map(([name, one]) => [name, readSource(document, one, `sources/${name}`)] as const),
    ...document
      .named(top["transforms"], "transforms")
      .map(([name, one]) => [name, readTransform(document, one, `transforms/${name}`)] as const),
    ...document
      .named(top["sinks"], "sinks")
      .map(([name, one]) => [name, readSink(document, one, `sinks/${name}`)] as const),
  ]);
  checkInputs(document, components);
  return { pipeline: { api, components }, problems: document.problems };
}

function readApi(document: StrictDocument, value: unknown): Pipeline["api"] {
  if (value === undefined) return undefined;
  const api = document.group(value, "api", ["enabled", "address", "playground"]);
  const [host, port] = textOf(api["address"], "127.0.0.1:8686").split(":");
  if (!host || !Number(port)) document.problems.push("api/address: should be host:port");
  return document.flag(api["enabled"], "api/enabled", false) ? { host: host ?? "", port: Number(port) } : undefined;
}

/** An input that names nothing stops Vector, and so does a component nobody feeds. */
function checkInputs(document: StrictDocument, components: ReadonlyMap<string, Component>): void {
  const outputs = new Set(
    [...components].flatMap(([name, component]) => {
      if (component.kind === "route") return [...component.ways.keys(), "_unmatched"].map((way) => `${name}.${way}`);
      return component.kind === "sink" ? [] : [name];
    }),
  );
  for (const [name, component] of components) {
    if (component.kind === "source") continue;
    if (component.inputs.length === 0) document.problems.push(`${name}/inputs: should name at least one component`);
    for (const input of component.inputs)
      if (!outputs.has(input)) document.problems.push(`${name}/inputs: ${input} is no output of any component`);
  }
}
