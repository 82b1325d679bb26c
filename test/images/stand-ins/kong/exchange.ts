import type { IncomingHttpHeaders } from "node:http";
import type { Consumer } from "./configuration.ts";

/** An answer that a plugin gives instead of the upstream. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A request on its way through the plugins, which change it in place as Kong's do. */
export interface Exchange {
  readonly method: string;
  /** Address of the client. */
  readonly from: string;
  readonly headers: Map<string, string>;
  readonly query: URLSearchParams;
  /** Path to ask of the upstream instead of the one the route leads to. */
  uri: string | undefined;
  consumer: Consumer | undefined;
  /** Added to whatever is answered. */
  readonly responseHeaders: Record<string, string>;
}

export function message(status: number, text: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return {
    status,
    headers: { "content-type": "application/json; charset=utf-8", ...headers },
    body: JSON.stringify({ message: text }),
  };
}

/** Headers with one value each; repeated ones are joined as HTTP allows. */
export function flat(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : (value ?? "")]),
  );
}
