import { request as httpRequest } from "node:http";
import type { IncomingMessage, RequestOptions, ServerResponse } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Duplex } from "node:stream";
import { accessLine } from "./accessLine.ts";
import type { Configuration } from "./configuration.ts";
import { decide } from "./decision.ts";
import { flat, message } from "./exchange.ts";
import type { Answer } from "./exchange.ts";
import type { Route } from "./routes.ts";

function open(route: Route, upstream: RequestOptions) {
  return route.target.url.protocol === "https:"
    ? httpsRequest({ ...upstream, rejectUnauthorized: false })
    : httpRequest(upstream);
}

const unreachable = message(503, "name resolution failed or connection refused");

/** Answers or passes on an ordinary request. */
export function proxy(configuration: Configuration, isTls: boolean) {
  return (request: IncomingMessage, response: ServerResponse) => {
    const decision = decide(configuration, request, isTls);
    const answer = ({ status, headers, body }: Answer) => {
      if (!response.headersSent)
        response.writeHead(status, {
          ...headers,
          ...decision.responseHeaders,
          server: "kong/3.9.3",
          "content-length": Buffer.byteLength(body),
        });
      response.end(body);
    };
    response.on("close", () => void process.stdout.write(accessLine(request, response.statusCode)));
    if ("answer" in decision) return void request.resume().on("end", () => answer(decision.answer));
    const passed = open(decision.route, decision.upstream);
    passed.setTimeout(decision.route.target.timeout, () => {
      answer(message(504, "The upstream server is timing out"));
      passed.destroy();
    });
    passed.on("response", (received) => {
      response.writeHead(received.statusCode ?? 502, {
        ...received.headers,
        ...decision.responseHeaders,
        via: "1.1 kong/3.9.3",
      });
      received.pipe(response);
    });
    passed.on("error", () => answer(unreachable));
    response.on("close", () => passed.destroy());
    request.pipe(passed);
  };
}

/** Passes on a request for a WebSocket and then joins the two streams. */
export function proxyUpgrade(configuration: Configuration, isTls: boolean) {
  return (request: IncomingMessage, client: Duplex, head: Buffer) => {
    const decision = decide(configuration, request, isTls);
    const refuse = ({ status, body }: Answer) =>
      client.end(
        `HTTP/1.1 ${status} Refused\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
      );
    if ("answer" in decision) return void refuse(decision.answer);
    const passed = open(decision.route, decision.upstream);
    passed.on("upgrade", (received, upstream, first) => {
      const lines = Object.entries(flat(received.headers)).map(([name, value]) => `${name}: ${value}`);
      client.write(["HTTP/1.1 101 Switching Protocols", ...lines, "", ""].join("\r\n"));
      if (first.length > 0) client.write(first);
      if (head.length > 0) upstream.write(head);
      upstream.pipe(client).pipe(upstream);
      upstream.on("error", () => client.destroy());
      client.on("error", () => upstream.destroy());
    });
    passed.on("response", (received) => refuse({ status: received.statusCode ?? 502, body: "" }));
    passed.on("error", () => refuse(unreachable));
    client.on("error", () => passed.destroy());
    passed.end();
  };
}
