import * as pulumi from "@pulumi/pulumi";
import { stringify } from "yaml";
import type { InstanceSpec, Secrets, Urls } from "../spec";
import { type GatewayKeys, gatewayKeys } from "./gatewayKeys";
import { type Route, gatewayRoutes } from "./routes";

type Keys = GatewayKeys & { readonly dashboardPassword: string };

const ports: Partial<Record<string, number>> = {
  auth: 9999,
  rest: 3000,
  realtime: 4000,
  storage: 5000,
  functions: 9000,
  meta: 8080,
  studio: 3000,
};

/** Kong's declarative configuration: the same table of routes as Envoy's, said in Kong's words. */
export function kongConfig(instance: InstanceSpec, secrets: Secrets, urls: Urls): pulumi.Output<string> {
  const routes = gatewayRoutes(instance, urls);
  const text = pulumi
    .all([gatewayKeys(secrets), secrets.dashboardPassword])
    .apply(([keys, dashboardPassword]) =>
      stringify(declaration(routes, urls, { ...keys, dashboardPassword }), { lineWidth: 0 }),
    );
  return pulumi.secret(text);
}

function declaration(routes: readonly Route[], urls: Urls, keys: Keys) {
  return {
    _format_version: "3.0",
    _transform: true,
    consumers: [
      { username: "anon", keyauth_credentials: [{ key: keys.anonKey }, { key: keys.publishableKey }] },
      { username: "service_role", keyauth_credentials: [{ key: keys.serviceRoleKey }, { key: keys.secretKey }] },
      { username: "dashboard", basicauth_credentials: [{ username: "supabase", password: keys.dashboardPassword }] },
    ],
    acls: [
      { consumer: "anon", group: "anon" },
      { consumer: "service_role", group: "admin" },
    ],
    services: routes.map((route, row) => service(route, `row-${row + 1}`, urls, keys)),
  };
}

/** Prefixes are stripped and the service's path put in their place; Kong takes the longest prefix first. */
function service(route: Route, name: string, urls: Urls, keys: Keys) {
  const host = route.host ?? route.upstream ?? "127.0.0.1";
  const port = route.upstream === undefined ? 1 : ports[route.upstream];
  const timeout = Math.max(route.timeout ?? 60, route.idleTimeout ?? 0) * 1000;
  const match = route.exact
    ? { expression: `http.path == "${route.path}"`, priority: 100 }
    : { paths: [route.path], strip_path: route.rewrite !== undefined };
  return {
    name,
    url: `http://${host}:${port}${route.exact ? "/" : (route.rewrite ?? "/")}`,
    read_timeout: timeout,
    write_timeout: timeout,
    routes: [{ name, ...match, preserve_host: false }],
    plugins: plugins(route, urls, keys),
  };
}

function plugins(route: Route, urls: Urls, keys: Keys) {
  const list: { name: string; config?: unknown }[] = [cors(route, urls)];
  if (route.access === "closed")
    return [...list, { name: "request-termination", config: { status_code: 403, message: "Not available" } }];
  if (route.access === "basic") return [...list, { name: "basic-auth", config: { hide_credentials: true } }];
  if (route.access !== "open" && route.access !== "functions") {
    list.push({ name: "key-auth", config: { hide_credentials: false, key_names: ["apikey"] } });
    list.push({
      name: "acl",
      config: { hide_groups_header: true, allow: route.access === "service" ? ["admin"] : ["anon", "admin"] },
    });
  }
  list.push({ name: "request-transformer", config: transformer(route, keys) });
  // An empty value is worse than none: Storage and the functions' router take it for a broken token.
  if (route.access === "open") list.push({ name: "post-function", config: { access: [dropEmpty("authorization")] } });
  if (route.access === "functions") list.push({ name: "post-function", config: { access: [dropEmpty("sb-api-key")] } });
  return list;
}

const dropEmpty = (header: string) =>
  `if kong.request.get_header("${header}") == "" then kong.service.request.clear_header("${header}") end`;

function cors(route: Route, urls: Urls) {
  const local = "^https?://(localhost|127\\.0\\.0\\.1)(:[0-9]+)?$";
  return route.cors === "same-site" ? { name: "cors", config: { origins: [urls.api, local] } } : { name: "cors" };
}

/** `add` leaves a header that is there, `replace` changes only one that is: both together always set it. */
function transformer(route: Route, keys: Keys) {
  const prefix = route.prefixHeader === undefined ? [] : [`X-Forwarded-Prefix:${route.prefixHeader}`];
  const own = Object.entries(route.headers ?? {}).map(([name, value]) => `${name}:${value}`);
  const uri = route.exact ? { uri: route.rewrite } : {};
  if (route.access === "functions") {
    // A client's own sb-api-key must not pass for the gateway's.
    return {
      remove: { headers: ["sb-api-key"] },
      add: { headers: [...prefix, ...own, `sb-api-key:$(${functionsToken(keys)})`] },
    };
  }
  const header =
    route.access === "realtime"
      ? `x-api-key:$(${translation(keys)})`
      : `Authorization:$(${sessionOr(translation(keys))})`;
  return { replace: { ...uri, headers: [header] }, add: { headers: [...prefix, ...own, header] } };
}

const key = "(headers.apikey or query_params.apikey)";

/** A key as the token that it stands for; a legacy key stands for itself. */
const translation = (keys: Keys) =>
  `(${key} == '${keys.secretKey}' and '${keys.serviceRoleKeyAsymmetric}') or (${key} == '${keys.publishableKey}' and '${keys.anonKeyAsymmetric}') or ${key} or ''`;

/** Methods of a text alone: the sandbox of these expressions has no `string` library. */
const sessionOr = (token: string) =>
  `(headers.authorization ~= nil and headers.authorization ~= '' and headers.authorization:sub(1, 10) ~= 'Bearer sb_' and headers.authorization) or (${key} and 'Bearer ' .. (${token})) or ''`;

/** Functions have no key in the query string; without the header, an opaque key may stand in Authorization. */
function functionsToken(keys: Keys): string {
  const given = `(headers.apikey or (headers.authorization or ''):sub(8))`;
  return `(${given} == '${keys.secretKey}' and '${keys.serviceRoleKeyAsymmetric}') or (${given} == '${keys.publishableKey}' and '${keys.anonKeyAsymmetric}') or ''`;
}
