import { request as httpRequest } from "node:http";
import type { Door } from "./door";
import { Failed } from "./check";

export interface Answer {
  readonly status: number;
  readonly text: string;
  /** The body where it is a JSON object; empty otherwise. */
  readonly json: Readonly<Record<string, unknown>>;
}

export interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text goes as it is, an object as JSON. */
  readonly body?: string | object;
}

/** Milliseconds for a whole answer. */
const patience = 15_000;

/** One HTTP request through a door. @throws Failed when no answer comes. */
export async function request(
  door: Door,
  path: string,
  { method = "GET", headers = {}, body }: Asked = {},
): Promise<Answer> {
  const stream = await door.open();
  const sent = typeof body === "object" ? JSON.stringify(body) : (body ?? "");
  try {
    return await new Promise<Answer>((resolve, reject) => {
      const call = httpRequest({
        createConnection: () => stream,
        host: door.url.hostname,
        method,
        path: `${door.url.pathname.replace(/\/$/, "")}${path}`,
        timeout: patience,
        headers: {
          host: door.url.host,
          connection: "close",
          ...(typeof body === "object" ? { "content-type": "application/json" } : {}),
          ...(body === undefined ? {} : { "content-length": String(Buffer.byteLength(sent)) }),
          ...headers,
        },
      });
      call.once("timeout", () => call.destroy(new Error("no answer in time")));
      call.once("error", reject);
      call.once("response", (response) => {
        const pieces: Buffer[] = [];
        response.on("data", (piece: Buffer) => pieces.push(piece));
        response.once("error", reject);
        response.once("end", () => {
          const text = Buffer.concat(pieces).toString("utf8");
          resolve({ status: response.statusCode ?? 0, text, json: objectIn(text) });
        });
      });
      call.end(sent);
    });
  } catch (error) {
    if (error instanceof Failed) throw error;
    throw new Failed(`${method} ${door.url.origin}${path}: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    stream.destroy();
  }
}

function objectIn(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/** What a service said of its refusal, in one short line; never the whole body. */
export function said({ status, json }: Answer): string {
  const words = [json.msg, json.message, json.error_description, json.error].find((word) => typeof word === "string");
  return words === undefined ? `${status}` : `${status}: ${String(words).slice(0, 160)}`;
}
