import type { IncomingMessage, RequestOptions } from "node:http";
import { runPlugins } from "./access.ts";
import type { Configuration } from "./configuration.ts";
import { flat, message } from "./exchange.ts";
import type { Answer, Exchange } from "./exchange.ts";
import { findRoute } from "./routes.ts";
import type { Route } from "./routes.ts";

/** What became of a request: an answer of the gateway itself, or the request to make of the upstream. */
export type Decision =
  | { readonly answer: Answer; readonly responseHeaders: Readonly<Record<string, string>> }
  | {
      readonly route: Route;
      readonly upstream: RequestOptions;
      readonly responseHeaders: Readonly<Record<string, string>>;
    };

export function decide(configuration: Configuration, request: IncomingMessage, isTls: boolean): Decision {
  const url = new URL(request.url ?? "/", "http://localhost");
  const headers = new Map(Object.entries(flat(request.headers)));
  const host = headers.get("host") ?? "";
  const method = request.method ?? "GET";
  const found = findRoute(configuration.routes, { path: url.pathname, method, host: host.split(":")[0] ?? "" });
  if (found === undefined) return { answer: message(404, "no Route matched with those values"), responseHeaders: {} };
  const { route, matched } = found;
  const from = (request.socket.remoteAddress ?? "").replace(/^::ffff:/, "");
  const exchange: Exchange = {
    method,
    from,
    headers,
    query: url.searchParams,
    uri: undefined,
    consumer: undefined,
    responseHeaders: {},
  };
  const plugins = [
    ...configuration.plugins.filter(({ name }) => !route.plugins.some((own) => own.name === name)),
    ...route.plugins,
  ];
  forwarding(
    exchange,
    host,
    isTls,
    url.pathname,
    route.stripsPath ? matched : undefined,
    request.socket.localPort ?? 0,
  );
  const answer = runPlugins(exchange, plugins, configuration);
  if (answer !== undefined) return { answer, responseHeaders: exchange.responseHeaders };
  const { target } = route;
  const path =
    exchange.uri ?? joined(target.url.pathname, route.stripsPath ? url.pathname.slice(matched.length) : url.pathname);
  const search = exchange.query.size === 0 ? "" : `?${exchange.query.toString()}`;
  const upstream = {
    host: target.url.hostname,
    port: target.url.port || (target.url.protocol === "https:" ? 443 : 80),
    method,
    path: path + search,
    headers: { ...Object.fromEntries(exchange.headers), host: route.keepsHost ? host : target.url.host },
  };
  return { route, upstream, responseHeaders: exchange.responseHeaders };
}

/** The headers that tell the upstream where a request came in; the client's own are believed only for the address list. */
function forwarding(
  { headers, from }: Exchange,
  host: string,
  isTls: boolean,
  path: string,
  stripped: string | undefined,
  port: number,
): void {
  const before = headers.get("x-forwarded-for");
  const told = {
    "x-forwarded-for": before === undefined ? from : `${before}, ${from}`,
    "x-real-ip": from,
    "x-forwarded-proto": isTls ? "https" : "http",
    "x-forwarded-host": host.split(":")[0] ?? "",
    "x-forwarded-port": String(port),
    "x-forwarded-path": path,
  };
  for (const [name, value] of Object.entries(told)) headers.set(name, value);
  if (stripped !== undefined && stripped !== "/") headers.set("x-forwarded-prefix", stripped.replace(/\/$/, ""));
}

function joined(base: string, rest: string): string {
  if (base.endsWith("/")) return base + rest.replace(/^\//, "");
  return rest === "" || rest.startsWith("/") ? base + rest : `${base}/${rest}`;
}
