import { request } from "node:http";
import type { IncomingMessage } from "node:http";
import { json } from "node:stream/consumers";
import { objectOf, textOf } from "../common/json.ts";
import type { Json } from "../common/json.ts";

const socketPath = "/var/run/docker.sock";

/** Asks the Docker API; anything but 200 is an error. */
function get(path: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, path, method: "GET" }, (response) => {
      if (response.statusCode === 200) return resolve(response);
      response.resume();
      reject(new Error(`${path.split("?")[0] ?? ""} answered ${response.statusCode ?? 0}`));
    });
    asked.on("error", (error) => reject(new Error(`${socketPath}: ${error.message}`)));
    asked.end();
  });
}

export interface Container {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly labels: Json;
  readonly hasTerminal: boolean;
}

export async function runningContainers(): Promise<string[]> {
  const list: unknown = await json(await get("/containers/json"));
  return Array.isArray(list) ? list.map((one) => textOf(objectOf(one)["Id"])) : [];
}

export async function inspect(id: string): Promise<Container> {
  const { Name, Config } = objectOf(await json(await get(`/containers/${id}/json`)));
  const { Image, Labels, Tty } = objectOf(Config);
  return {
    id,
    name: textOf(Name).replace(/^\//, ""),
    image: textOf(Image),
    labels: objectOf(Labels),
    hasTerminal: Tty === true,
  };
}

/** Ids of containers that start from now on. */
export async function* startedContainers(): AsyncGenerator<string> {
  const filters = encodeURIComponent(JSON.stringify({ type: ["container"], event: ["start"] }));
  for await (const line of lines(await get(`/events?filters=${filters}`)))
    yield textOf(objectOf(JSON.parse(line))["id"]);
}

export interface Line {
  readonly stream: "stdout" | "stderr";
  readonly text: string;
}

/** Lines a container writes from now on; what was written before is gone, as with the real thing. */
export async function* followLogs({ id, hasTerminal }: Container): AsyncGenerator<Line> {
  const since = Math.floor(Date.now() / 1000);
  const response = await get(`/containers/${id}/logs?follow=1&stdout=1&stderr=1&since=${since}`);
  if (hasTerminal) {
    for await (const text of lines(response)) yield { stream: "stdout", text };
    return;
  }
  const unfinished = { stdout: "", stderr: "" };
  for await (const { stream, text } of frames(response)) {
    const parts = (unfinished[stream] + text).split("\n");
    unfinished[stream] = parts.pop() ?? "";
    for (const part of parts) yield { stream, text: part };
  }
}

/** Docker's mixed stream: eight bytes with the stream's number and a length, then that many bytes. */
async function* frames(response: IncomingMessage): AsyncGenerator<Line> {
  let rest = Buffer.alloc(0);
  for await (const chunk of response) {
    // Without an encoding the stream yields buffers.
    rest = Buffer.concat([rest, chunk as Buffer]);
    while (rest.length >= 8 && rest.length >= 8 + rest.readUInt32BE(4)) {
      const end = 8 + rest.readUInt32BE(4);
      yield { stream: rest[0] === 2 ? "stderr" : "stdout", text: rest.toString("utf8", 8, end) };
      rest = rest.subarray(end);
    }
  }
}

async function* lines(response: IncomingMessage): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of response.setEncoding("utf8")) {
    const parts = (rest + String(chunk)).split("\n");
    rest = parts.pop() ?? "";
    yield* parts.filter((part) => part.trim() !== "");
  }
}
