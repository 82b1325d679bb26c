import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { Hono } from "hono";
import { readEnvironment } from "../common/environment.ts";
import { messageOf } from "../common/json.ts";
import { log, refuse } from "../common/log.ts";
import { serve, stopOnSignal } from "../common/serve.ts";
import { readPipeline } from "./configuration.ts";
import type { Selection } from "./components.ts";
import type { Pipeline } from "./configuration.ts";
import { followLogs, inspect, runningContainers, startedContainers } from "./docker.ts";
import { flow, isSelected } from "./flow.ts";
import { fillVariables } from "./variables.ts";

stopOnSignal();
readEnvironment("vector");

const pipeline = load(configPath(process.argv.slice(2)));

function configPath([option, path, ...rest]: string[]): string {
  if ((option !== "--config" && option !== "-c") || path === undefined || rest.length > 0)
    refuse("vector", ["arguments: should be --config and a path"]);
  return path;
}

function load(path: string): Pipeline {
  try {
    const { text, problems: unfilled } = fillVariables(readFileSync(path, "utf8"), process.env);
    if (unfilled.length > 0) refuse("vector", unfilled);
    const { pipeline: read, problems } = readPipeline(text);
    if (problems.length > 0)
      refuse(
        "vector",
        problems.map((problem) => `${path}: ${problem}`),
      );
    return read;
  } catch (error) {
    return refuse("vector", [`${path}: ${messageOf(error)}`]);
  }
}

/** Reads the containers a source selects: those that run, and each that starts later. */
async function read(name: string, selection: Selection): Promise<void> {
  const started = startedContainers();
  // Listening begins before the list is asked for, so that no start falls between the two.
  const next = started.next();
  for (const id of await runningContainers()) void tail(name, selection, id);
  for (let event = await next; event.done !== true; event = await started.next())
    void tail(name, selection, event.value);
  throw new Error("the Docker daemon ended the stream of events");
}

async function tail(name: string, selection: Selection, id: string): Promise<void> {
  // Reading its own output would feed on itself; a container's host name is the beginning of its id.
  if (id.startsWith(hostname())) return;
  try {
    const container = await inspect(id);
    if (!isSelected(selection, container)) return;
    log("info", "reading", { source: name, container: container.name });
    const event = {
      container_id: id,
      container_name: container.name,
      image: container.image,
      label: container.labels,
      host: hostname(),
      source_type: "docker_logs",
    };
    for await (const { stream, text } of followLogs(container))
      flow(pipeline.components, name, { ...event, stream, message: text, timestamp: new Date().toISOString() });
  } catch (error) {
    log("warn", "container lost", { id, error: messageOf(error) });
  }
}

for (const [name, component] of pipeline.components) {
  if (component.kind === "source")
    void read(name, component.selection).catch((error: unknown) =>
      refuse("vector", [`sources/${name}: ${messageOf(error)}`]),
    );
}
if (pipeline.api !== undefined)
  serve(
    new Hono().get("/health", (context) => context.json({ ok: true })),
    pipeline.api.port,
    pipeline.api.host,
  );
