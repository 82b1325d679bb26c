import type { Readable } from "node:stream";
import { containerName } from "../../../components/config/names";
import type { Host } from "../host";
import { type Line, Lines } from "../logs/lines";
import { type Request, requestOf } from "./accessLog";

/** Up to where a gateway's log is counted: the time of the last line that was, as Docker writes it down. */
export type Cursor = string;

/** The cursor of a moment. */
export const cursorAt = (moment: Date): Cursor => moment.toISOString().replace("Z", "000000Z");

/** Lines that are asked for first: Docker finds the last ones without reading the whole log. */
const usual = 2000;

/**
 * Hands on what a gateway has logged since the cursor. A line is handed on once: what came in the meantime is found by its time.
 * @returns the time of the last line that was read, whatever it told of; the cursor that was given when there is none.
 */
export async function readRequests(
  { docker }: Pick<Host, "docker">,
  instance: string,
  cursor: Cursor,
  tell: (request: Request) => void,
  signal?: AbortSignal,
): Promise<Cursor> {
  let last = cursor;
  const read = async (handle: (line: Line) => void, tail?: number) => {
    const stream = await open(docker, containerName(instance, "gateway"), cursor, tail);
    const stop = () => stream.destroy(new Error("Nobody waits for it any more."));
    signal?.addEventListener("abort", stop, { once: true });
    const isNew = ({ at }: Line) => at > cursor;
    const lines = new Lines();
    try {
      for await (const piece of stream)
        lines
          .push(piece as Buffer)
          .filter(isNew)
          .forEach(handle); // raw bytes
      lines.rest().filter(isNew).forEach(handle);
    } finally {
      signal?.removeEventListener("abort", stop);
    }
  };
  const handle = (line: Line) => {
    if (line.at > last) last = line.at;
    const request = requestOf(line);
    if (request !== undefined) tell(request);
  };
  const recent: Line[] = [];
  await read((line) => recent.push(line), usual);
  if (recent.length >= usual) await read(handle);
  else recent.forEach(handle);
  return last;
}

/** A container's log as a stream: a gateway's may have tens of megabytes. dockerode makes one of it only to follow it. */
async function open({ modem }: Host["docker"], container: string, since: Cursor, tail?: number): Promise<Readable> {
  const query = {
    stdout: true,
    stderr: true,
    timestamps: true,
    // Whole seconds; what lies between them and the cursor is left out line by line.
    since: Math.floor(Date.parse(since) / 1000),
    ...(tail === undefined ? {} : { tail }),
  };
  return await new Promise<Readable>((resolve, reject) => {
    modem.dial(
      {
        path: `/containers/${container}/logs?`,
        method: "GET",
        isStream: true,
        statusCodes: { 200: true, 404: "no such container", 500: "server error" },
        options: query,
      },
      (error: unknown, stream: unknown) => {
        if (error !== null && error !== undefined) reject(error instanceof Error ? error : new Error(String(error)));
        else resolve(stream as Readable); // its types say unknown
      },
    );
  });
}
