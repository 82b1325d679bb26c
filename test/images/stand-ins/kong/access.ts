import { BlockList, isIPv6 } from "node:net";
import type { Json } from "../common/json.ts";
import { listOf, textOf } from "../common/json.ts";
import type { Configuration, Consumer } from "./configuration.ts";
import { message } from "./exchange.ts";
import type { Answer, Exchange } from "./exchange.ts";
import { pluginOrder } from "./plugins.ts";
import type { Plugin, PluginName } from "./plugins.ts";
import { transform } from "./transform.ts";

type Run = (exchange: Exchange, config: Json, consumers: readonly Consumer[]) => Answer | undefined;

/** Lets the plugins of a route see the request, in Kong's order; the first answer ends it. */
export function runPlugins(
  exchange: Exchange,
  plugins: readonly Plugin[],
  { consumers }: Configuration,
): Answer | undefined {
  const sorted = [...plugins].sort((a, b) => pluginOrder.indexOf(a.name) - pluginOrder.indexOf(b.name));
  for (const { name, config } of sorted) {
    const answer = runs[name](exchange, config, consumers);
    if (answer !== undefined) return answer;
  }
  return undefined;
}

const runs: Readonly<Record<PluginName, Run>> = {
  cors,
  "key-auth": keyAuth,
  "basic-auth": basicAuth,
  "ip-restriction": ipRestriction,
  acl,
  "request-transformer": (exchange, config) => void transform(exchange, config),
  "request-termination": (_exchange, config) => {
    const body = textOf(config["body"]);
    if (body === "")
      return message(Number(config["status_code"] ?? 503), textOf(config["message"], "Service unavailable"));
    return {
      status: Number(config["status_code"] ?? 503),
      headers: { "content-type": textOf(config["content_type"], "application/json") },
      body,
    };
  },
  // Its Lua is not run. What upstream's gateway uses it for is to drop headers that came out empty, so that is done.
  "post-function": (exchange) => {
    for (const [name, value] of exchange.headers) if (value === "") exchange.headers.delete(name);
    return undefined;
  },
};

function cors({ method, headers, responseHeaders }: Exchange, config: Json): Answer | undefined {
  const origins = listOf(config["origins"]).map(String);
  const origin = headers.get("origin");
  const any = origins.length === 0 || origins.includes("*");
  const allowed = any
    ? "*"
    : origins.find(
          (one) =>
            one === origin || (origin !== undefined && /[()*\\[]/.test(one) && new RegExp(`^${one}$`).test(origin)),
        ) === undefined
      ? undefined
      : origin;
  if (allowed !== undefined) responseHeaders["access-control-allow-origin"] = allowed;
  if (!any) responseHeaders["vary"] = "Origin";
  if (config["credentials"] === true) responseHeaders["access-control-allow-credentials"] = "true";
  const exposed = listOf(config["exposed_headers"]).join(",");
  if (exposed !== "") responseHeaders["access-control-expose-headers"] = exposed;
  const isPreflight =
    method === "OPTIONS" && origin !== undefined && headers.get("access-control-request-method") !== undefined;
  if (!isPreflight || config["preflight_continue"] === true) return undefined;
  const methods =
    config["methods"] === undefined
      ? ["GET", "HEAD", "PUT", "PATCH", "POST", "DELETE", "OPTIONS", "TRACE", "CONNECT"]
      : listOf(config["methods"]);
  const wanted = listOf(config["headers"]).join(",") || headers.get("access-control-request-headers");
  return {
    status: 200,
    body: "",
    headers: {
      "access-control-allow-methods": methods.join(","),
      ...(wanted === undefined ? {} : { "access-control-allow-headers": wanted }),
      ...(config["max_age"] === undefined ? {} : { "access-control-max-age": String(config["max_age"]) }),
    },
  };
}

function keyAuth(exchange: Exchange, config: Json, consumers: readonly Consumer[]): Answer | undefined {
  const names = config["key_names"] === undefined ? ["apikey"] : listOf(config["key_names"]).map(String);
  const given = names
    .map((name) => exchange.headers.get(name.toLowerCase()) ?? exchange.query.get(name) ?? undefined)
    .find((key) => key !== undefined);
  if (given === undefined) return message(401, "No API key found in request", { "www-authenticate": "Key" });
  exchange.consumer = consumers.find(({ keys }) => keys.includes(given));
  if (exchange.consumer === undefined) return message(401, "Unauthorized", { "www-authenticate": "Key" });
  if (config["hide_credentials"] === true) {
    for (const name of names) {
      exchange.headers.delete(name.toLowerCase());
      exchange.query.delete(name);
    }
  }
  identify(exchange);
  return undefined;
}

function basicAuth(exchange: Exchange, config: Json, consumers: readonly Consumer[]): Answer | undefined {
  const [, encoded = ""] = /^Basic\s+(.+)$/i.exec(exchange.headers.get("authorization") ?? "") ?? [];
  const [username = "", ...rest] = Buffer.from(encoded, "base64").toString("utf8").split(":");
  const password = rest.join(":");
  exchange.consumer = consumers.find(({ logins }) =>
    logins.some((login) => login.username === username && login.password === password),
  );
  if (exchange.consumer === undefined)
    return message(401, "Unauthorized", { "www-authenticate": `Basic realm="${textOf(config["realm"], "service")}"` });
  if (config["hide_credentials"] === true) exchange.headers.delete("authorization");
  identify(exchange);
  return undefined;
}

function identify({ headers, consumer }: Exchange): void {
  if (consumer !== undefined) headers.set("x-consumer-username", consumer.username);
}

function acl({ consumer, headers }: Exchange, config: Json): Answer | undefined {
  const groups = consumer?.groups ?? [];
  const named = (list: unknown) => listOf(list).some((group) => groups.includes(String(group)));
  const passes = config["allow"] === undefined ? !named(config["deny"]) : named(config["allow"]);
  if (!passes) return message(403, "You cannot consume this service");
  if (config["hide_groups_header"] !== true) headers.set("x-consumer-groups", groups.join(", "));
  return undefined;
}

function ipRestriction({ from }: Exchange, config: Json): Answer | undefined {
  const within = (list: unknown) => {
    const blocks = new BlockList();
    for (const entry of listOf(list).map(String)) {
      const [address = "", bits] = entry.split("/");
      const family = isIPv6(address) ? "ipv6" : "ipv4";
      if (bits === undefined) blocks.addAddress(address, family);
      else blocks.addSubnet(address, Number(bits), family);
    }
    return blocks.check(from, isIPv6(from) ? "ipv6" : "ipv4");
  };
  const refused = within(config["deny"]) || (config["allow"] !== undefined && !within(config["allow"]));
  return refused
    ? message(Number(config["status"] ?? 403), textOf(config["message"], "Your IP address is not allowed"))
    : undefined;
}
