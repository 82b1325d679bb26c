import type { StrictDocument } from "../common/strictDocument.ts";
import { messageOf } from "../common/json.ts";
import { parseExpression } from "./routeExpression.ts";
import { readPlugins } from "./plugins.ts";
import type { Plugin } from "./plugins.ts";

/** One request line, as far as routes look at it. */
export interface Asked {
  readonly path: string;
  readonly method: string;
  readonly host: string;
}

/** One way in: what matches, and where it leads. */
export interface Route {
  readonly name: string;
  /** The part of the path that the route stands for, or undefined when it does not match. */
  readonly match: (asked: Asked) => string | undefined;
  /** Exact matches win over prefixes, longer ones over shorter. */
  readonly weight: number;
  readonly stripsPath: boolean;
  readonly keepsHost: boolean;
  readonly target: Target;
  /** Of the service and of the route; the latter win. */
  readonly plugins: readonly Plugin[];
}

export interface Target {
  readonly url: URL;
  /** Milliseconds without a byte after which the upstream counts as gone. */
  readonly timeout: number;
}

const known = [
  "name",
  "paths",
  "expression",
  "priority",
  "methods",
  "hosts",
  "protocols",
  "strip_path",
  "preserve_host",
  "regex_priority",
  "path_handling",
  "request_buffering",
  "response_buffering",
  "tags",
  "plugins",
];
/** More than any path is long. */
const exactly = 1_000_000;

export function readRoutes(
  document: StrictDocument,
  value: unknown,
  where: string,
  service: { target: Target; plugins: readonly Plugin[]; switchedOn: readonly string[] },
): Route[] {
  return document.list(value, where).flatMap((one, index) => {
    const at = `${where}/${index}`;
    const route = document.group(one, at, known);
    const own = readPlugins(document, route["plugins"], `${at}/plugins`, service.switchedOn);
    const common = {
      name: document.text(route["name"], `${at}/name`),
      stripsPath: document.flag(route["strip_path"], `${at}/strip_path`, true),
      keepsHost: document.flag(route["preserve_host"], `${at}/preserve_host`, false),
      target: service.target,
      plugins: [...service.plugins.filter((plugin) => !own.some(({ name }) => name === plugin.name)), ...own],
    };
    if ((route["paths"] === undefined) === (route["expression"] === undefined))
      document.problems.push(`${at}: should have either paths or expression`);
    const methods = document.texts(route["methods"], `${at}/methods`);
    const hosts = document.texts(route["hosts"], `${at}/hosts`);
    const fits = (asked: Asked) =>
      (methods.length === 0 || methods.includes(asked.method)) && (hosts.length === 0 || hosts.includes(asked.host));
    const byPath = document.texts(route["paths"], `${at}/paths`).map((path) => ({
      ...common,
      weight: path.length,
      match: (asked: Asked) => (fits(asked) ? matchPath(path, asked.path) : undefined),
    }));
    return route["expression"] === undefined
      ? byPath
      : [
          ...byPath,
          { ...common, ...readExpression(document, document.text(route["expression"], `${at}/expression`), at) },
        ];
  });
}

function readExpression(document: StrictDocument, text: string, where: string): Pick<Route, "match" | "weight"> {
  try {
    const { fits, path } = parseExpression(text);
    return {
      weight: path.length + (/http\.path\s*==/.test(text) ? exactly : 0),
      match: (asked) => (fits(asked) ? path : undefined),
    };
  } catch (error) {
    document.problems.push(`${where}/expression: ${messageOf(error)}`);
    return { weight: 0, match: () => undefined };
  }
}

/** A prefix, or a regex when it begins with a tilde. */
function matchPath(path: string, asked: string): string | undefined {
  if (!path.startsWith("~")) return asked.startsWith(path) ? path : undefined;
  return new RegExp(`^(?:${path.slice(1)})`).exec(asked)?.[0];
}

/** The route that a request takes. */
export function findRoute(routes: readonly Route[], asked: Asked): { route: Route; matched: string } | undefined {
  const found = routes.flatMap((route) => {
    const matched = route.match(asked);
    return matched === undefined ? [] : [{ route, matched }];
  });
  return found.sort((a, b) => b.route.weight - a.route.weight)[0];
}
