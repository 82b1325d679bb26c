import { messageOf } from "../common/json.ts";
import type { Json } from "../common/json.ts";
import type { StrictDocument } from "../common/strictDocument.ts";
import { parseCondition } from "./conditions.ts";
import { parseRemap } from "./remap.ts";

/** Which containers a source reads. */
export interface Selection {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly labels: readonly string[];
}

/** One component of the pipeline; `inputs` name other components, for a route with the name of the way behind a dot. */
export type Component =
  | { readonly kind: "source"; readonly selection: Selection }
  | { readonly kind: "remap"; readonly inputs: readonly string[]; readonly apply: (event: Json) => Json }
  | {
      readonly kind: "route";
      readonly inputs: readonly string[];
      readonly ways: ReadonlyMap<string, (event: Json) => boolean>;
    }
  | {
      readonly kind: "sink";
      readonly inputs: readonly string[];
      readonly uri: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly retrySeconds: number;
    };

export function readSource(document: StrictDocument, value: unknown, where: string): Component {
  const source = document.group(value, where, [
    "type",
    "include_containers",
    "exclude_containers",
    "include_labels",
    "docker_host",
    "auto_partial_merge",
    "retry_backoff_secs",
  ]);
  document.word(source["type"], `${where}/type`, ["docker_logs"]);
  return {
    kind: "source",
    selection: {
      include: document.texts(source["include_containers"], `${where}/include_containers`),
      exclude: document.texts(source["exclude_containers"], `${where}/exclude_containers`),
      labels: document.texts(source["include_labels"], `${where}/include_labels`),
    },
  };
}

export function readTransform(document: StrictDocument, value: unknown, where: string): Component {
  const transform = document.group(value, where, [
    "type",
    "inputs",
    "source",
    "drop_on_error",
    "drop_on_abort",
    "reroute_dropped",
    "timezone",
    "route",
    "reroute_unmatched",
  ]);
  const inputs = document.texts(transform["inputs"], `${where}/inputs`);
  if (document.word(transform["type"], `${where}/type`, ["remap", "route"]) !== "route")
    return { kind: "remap", inputs, apply: parseRemap(document.text(transform["source"], `${where}/source`)) };
  const ways = document.named(transform["route"], `${where}/route`).map(([name, condition]) => {
    try {
      return [name, parseCondition(document.text(condition, `${where}/route/${name}`))] as const;
    } catch (error) {
      document.problems.push(`${where}/route/${name}: ${messageOf(error)}`);
      return [name, () => false] as const;
    }
  });
  return { kind: "route", inputs, ways: new Map(ways) };
}

export function readSink(document: StrictDocument, value: unknown, where: string): Component {
  const sink = document.group(value, where, [
    "type",
    "inputs",
    "uri",
    "method",
    "encoding",
    "request",
    "healthcheck",
    "batch",
    "buffer",
    "compression",
    "framing",
  ]);
  document.word(sink["type"], `${where}/type`, ["http"]);
  if (sink["method"] !== undefined) document.word(sink["method"], `${where}/method`, ["post"]);
  const encoding = document.group(sink["encoding"], `${where}/encoding`, [
    "codec",
    "except_fields",
    "only_fields",
    "timestamp_format",
  ]);
  document.word(encoding["codec"], `${where}/encoding/codec`, ["json"]);
  const request =
    sink["request"] === undefined
      ? {}
      : document.group(sink["request"], `${where}/request`, [
          "headers",
          "retry_max_duration_secs",
          "retry_initial_backoff_secs",
          "retry_attempts",
          "timeout_secs",
          "concurrency",
        ]);
  const uri = document.text(sink["uri"], `${where}/uri`);
  if (!/^https?:\/\//.test(uri) || !URL.canParse(uri))
    document.problems.push(`${where}/uri: should be an http(s) address`);
  const headers = document
    .named(request["headers"], `${where}/request/headers`)
    .map(([name, header]) => [name, document.text(header, `${where}/request/headers/${name}`)] as const);
  return {
    kind: "sink",
    inputs: document.texts(sink["inputs"], `${where}/inputs`),
    uri,
    headers: Object.fromEntries(headers),
    retrySeconds: document.number(request["retry_max_duration_secs"], `${where}/request/retry_max_duration_secs`, 30),
  };
}
