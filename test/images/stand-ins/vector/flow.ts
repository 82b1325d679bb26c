import type { Json } from "../common/json.ts";
import { messageOf } from "../common/json.ts";
import { log } from "../common/log.ts";
import type { Component, Selection } from "./components.ts";
import type { Pipeline } from "./configuration.ts";
import type { Container } from "./docker.ts";

type Sink = Extract<Component, { kind: "sink" }>;

/** Passes an event on from the component of that name to everything that has it as an input. */
export function flow(components: Pipeline["components"], from: string, event: Json): void {
  for (const [name, component] of components) {
    if (component.kind === "source" || !component.inputs.includes(from)) continue;
    if (component.kind === "sink") enqueue(name, component, event);
    else if (component.kind === "remap") flow(components, name, component.apply(event));
    else for (const way of waysOf(component.ways, event)) flow(components, `${name}.${way}`, event);
  }
}

function waysOf(ways: ReadonlyMap<string, (event: Json) => boolean>, event: Json): string[] {
  const taken = [...ways].filter(([, fits]) => fits(event)).map(([name]) => name);
  return taken.length > 0 ? taken : ["_unmatched"];
}

/** Whether a source reads that container. Names and ids match by their beginning, as in Vector. */
export function isSelected({ include, exclude, labels }: Selection, { id, name, labels: own }: Container): boolean {
  const named = (prefixes: readonly string[]) =>
    prefixes.some((prefix) => name.startsWith(prefix) || id.startsWith(prefix));
  const labelled = labels.every((label) => {
    const [key = "", ...rest] = label.split("=");
    return own[key] !== undefined && (rest.length === 0 || own[key] === rest.join("="));
  });
  return (include.length === 0 || named(include)) && !named(exclude) && labelled;
}

const waiting = new Map<string, Json[]>();
/** Milliseconds over which lines are gathered before they are sent. */
const pause = 500;

function enqueue(name: string, sink: Sink, event: Json): void {
  const queue = waiting.get(name);
  if (queue !== undefined) return void queue.push(event);
  const batch = [event];
  waiting.set(name, batch);
  setTimeout(() => {
    waiting.delete(name);
    void deliver(name, sink, batch, Date.now());
  }, pause);
}

/** Tries again with growing pauses; what cannot be delivered in time is dropped. A refusal is not tried again. */
async function deliver(name: string, sink: Sink, batch: readonly Json[], begun: number, wait = 1000): Promise<void> {
  const problem = await post(sink, batch);
  if (problem === undefined) return;
  if (!problem.isFinal && Date.now() - begun + wait < sink.retrySeconds * 1000) {
    setTimeout(() => void deliver(name, sink, batch, begun, wait * 2), wait);
    return;
  }
  log("error", "events dropped", { sink: name, count: batch.length, error: problem.text });
}

async function post(
  { uri, headers }: Sink,
  batch: readonly Json[],
): Promise<{ text: string; isFinal: boolean } | undefined> {
  try {
    const response = await fetch(uri, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(batch),
      signal: AbortSignal.timeout(10_000),
    });
    await response.arrayBuffer();
    if (response.ok) return undefined;
    return { text: `answered ${response.status}`, isFinal: response.status < 500 && response.status !== 429 };
  } catch (error) {
    return { text: messageOf(error), isFinal: false };
  }
}
