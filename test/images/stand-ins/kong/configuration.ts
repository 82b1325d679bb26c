import { parse } from "yaml";
import { objectOf, textOf } from "../common/json.ts";
import type { Json } from "../common/json.ts";
import { StrictDocument } from "../common/strictDocument.ts";
import { readPlugins } from "./plugins.ts";
import type { Plugin } from "./plugins.ts";
import { readRoutes } from "./routes.ts";
import type { Route } from "./routes.ts";

export interface Consumer {
  readonly username: string;
  readonly keys: readonly string[];
  readonly logins: readonly { readonly username: string; readonly password: string }[];
  readonly groups: readonly string[];
}

export interface Configuration {
  readonly routes: readonly Route[];
  readonly consumers: readonly Consumer[];
  readonly plugins: readonly Plugin[];
}

/** Reads a declarative configuration; the second value is everything that is wrong with it. */
export function readConfiguration(
  text: string,
  switchedOn: readonly string[],
): { configuration: Configuration; problems: readonly string[] } {
  const document = new StrictDocument();
  const top = document.group(parse(text), "kong.yml", [
    "_format_version",
    "_transform",
    "services",
    "consumers",
    "acls",
    "basicauth_credentials",
    "keyauth_credentials",
    "plugins",
  ]);
  document.word(top["_format_version"], "_format_version", ["3.0", "2.1", "1.1"]);
  const services = document
    .list(top["services"], "services")
    .map((service, index) => readService(document, service, `services/${index}`, switchedOn));
  const plugins = readPlugins(document, top["plugins"], "plugins", switchedOn);
  const consumers = readConsumers(document, top);
  return { configuration: { routes: services.flat(), consumers, plugins }, problems: document.problems };
}

function readService(document: StrictDocument, value: unknown, where: string, switchedOn: readonly string[]): Route[] {
  const service = document.group(value, where, [
    "name",
    "url",
    "protocol",
    "host",
    "port",
    "path",
    "retries",
    "connect_timeout",
    "read_timeout",
    "write_timeout",
    "tags",
    "enabled",
    "routes",
    "plugins",
    "_comment",
  ]);
  document.text(service["name"], `${where}/name`);
  const url =
    textOf(service["url"]) ||
    `${textOf(service["protocol"], "http")}://${textOf(service["host"])}:${String(service["port"] ?? 80)}${textOf(service["path"])}`;
  if (!URL.canParse(url) || !/^https?:/.test(url)) document.problems.push(`${where}/url: should be an http(s) address`);
  const target = {
    url: URL.canParse(url) ? new URL(url) : new URL("http://invalid"),
    timeout: document.number(service["read_timeout"], `${where}/read_timeout`, 60_000),
  };
  const plugins = readPlugins(document, service["plugins"], `${where}/plugins`, switchedOn);
  return readRoutes(document, service["routes"], `${where}/routes`, { target, plugins, switchedOn });
}

/** Consumers with their credentials, written inside each of them or in lists of their own. */
function readConsumers(document: StrictDocument, top: Json): Consumer[] {
  const consumers = document.list(top["consumers"], "consumers").map((one, index) => {
    const where = `consumers/${index}`;
    const consumer = document.group(one, where, [
      "username",
      "custom_id",
      "tags",
      "keyauth_credentials",
      "basicauth_credentials",
      "acls",
    ]);
    return { username: document.text(consumer["username"], `${where}/username`), where, own: consumer };
  });
  for (const list of ["keyauth_credentials", "basicauth_credentials", "acls"]) {
    document.list(top[list], list).forEach((one, index) => {
      const owner = textOf(objectOf(one)["consumer"]);
      if (!consumers.some(({ username }) => username === owner))
        document.problems.push(`${list}/${index}/consumer: names no consumer`);
    });
  }
  return consumers.map(({ username, where, own }) => {
    const of = (list: string) => [
      ...document.list(own[list], `${where}/${list}`).map((one, index) => ({ one, at: `${where}/${list}/${index}` })),
      ...document
        .list(top[list], list)
        .map((one, index) => ({ one, at: `${list}/${index}` }))
        .filter(({ one }) => objectOf(one)["consumer"] === username),
    ];
    return {
      username,
      keys: of("keyauth_credentials").map(({ one, at }) =>
        credential(document, document.group(one, at, ["key", "consumer", "tags", "ttl"])["key"], `${at}/key`),
      ),
      logins: of("basicauth_credentials").map(({ one, at }) => {
        const login = document.group(one, at, ["username", "password", "consumer", "tags"]);
        return {
          username: credential(document, login["username"], `${at}/username`),
          password: credential(document, login["password"], `${at}/password`),
        };
      }),
      groups: of("acls").map(({ one, at }) =>
        document.text(document.group(one, at, ["group", "consumer", "tags"])["group"], `${at}/group`),
      ),
    };
  });
}

/** A credential that is really there: neither empty nor a placeholder that nobody filled in. */
function credential(document: StrictDocument, value: unknown, where: string): string {
  const text = document.text(value, where);
  if (/^\$\{?[A-Z_]+\}?$/.test(text)) document.problems.push(`${where}: should be a value, not a placeholder`);
  return text;
}
