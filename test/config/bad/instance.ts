import { fleet, instance, type Row } from "./row";
import { instances } from "../given";

const twoHosts = { berlin: {}, cologne: { docker: "ssh://me@cologne" } };
const millions = "should be a whole number from 1 to 1000000";
const schema = "should be a name of letters, digits and _";

export const instanceRows: readonly Row[] = [
  instance(
    "an end in words",
    { expires: "tomorrow" },
    'expires: should be a moment in quotes, such as "2026-12-31T18:00:00Z"',
  ),
  fleet(
    "no host, where there are several",
    { ...instances({ name: "blog" }), hosts: twoHosts },
    "instances/0/host: is missing; there are several: berlin, cologne",
  ),
  fleet(
    "a misspelled host",
    { ...instances({ name: "blog", host: "colonge" }), hosts: twoHosts },
    'instances/0/host: "colonge" is not one of the hosts (berlin, cologne); did you mean "cologne"?',
  ),
  fleet(
    "a host that resembles none",
    { ...instances({ name: "blog", host: "paris" }), hosts: twoHosts },
    'instances/0/host: "paris" is not one of the hosts (berlin, cologne)',
  ),
  instance(
    "a host where none is named",
    { host: "lokal" },
    'host: "lokal" is not one of the hosts (local); did you mean "local"?',
  ),
  instance("a host with an address", { host: "10.0.0.5" }, "host: should be the name of one of the hosts"),
  instance("a host that is a group", { host: { docker: "unix:///" } }, "host: should be the name of one of the hosts"),

  instance("a state there is none of", { state: "stopped" }, "state: should be one of active, paused"),
  instance("a state that is false", { state: false }, "state: should be one of active, paused"),
  instance("a move in words", { moving: "yes" }, "moving: should be true or false"),
  instance("protection in words", { protect: "no" }, "protect: should be true or false"),
  instance("protection as a number", { protect: 0 }, "protect: should be true or false"),
  instance("a release there is none of", { release: "latest" }, "release: should be one of 0.8.2"),
  instance("a gateway there is none of", { gateway: "nginx" }, "gateway: should be one of envoy, kong"),
  instance("a size there is none of", { size: "tiny" }, "size: should be one of small, medium, large"),
  instance("a size in capitals", { size: "Small" }, "size: should be one of small, medium, large"),
  instance("a size that is null", { size: null }, "size: should be one of small, medium, large"),
  instance(
    "a log level there is none of",
    { logLevel: "verbose" },
    "logLevel: should be one of debug, info, warn, error",
  ),
  instance("logs that are text", { logs: "10m" }, "logs: should be a group of settings"),
  instance("a log size in gigabytes", { logs: { maxSize: "1g" } }, "logs/maxSize: should be a size such as 10m"),
  instance("a log size without a unit", { logs: { maxSize: 10 } }, "logs/maxSize: should be a size such as 10m"),
  instance("no log file at all", { logs: { maxFiles: 0 } }, "logs/maxFiles: should be a whole number from 1 to 100"),
  instance("half a log file", { logs: { maxFiles: 2.5 } }, "logs/maxFiles: should be a whole number from 1 to 100"),

  instance("REST as a switch", { rest: true }, "rest: should be a group of settings"),
  instance("schemas in one text", { rest: { schemas: "public,api" } }, "rest/schemas: should be a list of schemas"),
  instance("no schema", { rest: { schemas: [] } }, "rest/schemas: should name one schema or more"),
  instance("a schema with a hyphen", { rest: { schemas: ["public", "my-api"] } }, `rest/schemas/1: ${schema}`),
  instance("two schemas in one text", { rest: { schemas: ["public,api"] } }, `rest/schemas/0: ${schema}`),
  instance(
    "a search path that is text",
    { rest: { extraSearchPath: "public" } },
    "rest/extraSearchPath: should be a list of schemas",
  ),
  instance(
    "a search path with a quote",
    { rest: { extraSearchPath: ['"$user"'] } },
    `rest/extraSearchPath/0: ${schema}`,
  ),
  instance("no row in an answer", { rest: { maxRows: 0 } }, `rest/maxRows: ${millions}`),
  instance("rows in quotes", { rest: { maxRows: "1000" } }, `rest/maxRows: ${millions}`),

  instance(
    "users of Realtime below one",
    { realtime: { maxConcurrentUsers: 0 } },
    `realtime/maxConcurrentUsers: ${millions}`,
  ),
  instance(
    "more channels than there may be",
    { realtime: { maxChannelsPerClient: 10_001 } },
    "realtime/maxChannelsPerClient: should be a whole number from 1 to 10000",
  ),
  instance("events in words", { realtime: { maxEventsPerSecond: "many" } }, `realtime/maxEventsPerSecond: ${millions}`),
  instance("joins below one", { realtime: { maxJoinsPerSecond: -1 } }, `realtime/maxJoinsPerSecond: ${millions}`),
  instance(
    "bytes fewer than one message",
    { realtime: { maxBytesPerSecond: 999 } },
    "realtime/maxBytesPerSecond: should be a whole number from 1000 to 1000000000",
  ),
  instance("Realtime that is null", { realtime: null }, "realtime: should be a group of settings"),

  instance(
    "an empty pool",
    { pooler: { defaultPoolSize: 0 } },
    "pooler/defaultPoolSize: should be a whole number from 1 to 10000",
  ),
  instance(
    "half a client",
    { pooler: { maxClientConnections: 0.5 } },
    "pooler/maxClientConnections: should be a whole number from 1 to 100000",
  ),
  instance(
    "a pool of the pooler's own that is huge",
    { pooler: { metadataPoolSize: 1001 } },
    "pooler/metadataPoolSize: should be a whole number from 1 to 1000",
  ),
  instance("a pooler that is a list", { pooler: [20] }, "pooler: should be a group of settings"),

  instance("an empty organization", { studio: { organization: "" } }, "studio/organization: should be a name"),
  instance(
    "an organization of two lines",
    { studio: { organization: "Acme\nInc." } },
    "studio/organization: should be a name without line breaks or control characters",
  ),
  instance(
    "a project of 101 characters",
    { studio: { project: "p".repeat(101) } },
    "studio/project: should be a name, at most 100 characters",
  ),
  instance("a project that is a number", { studio: { project: 1 } }, "studio/project: should be a name"),
  instance(
    "a sign-on service without a scheme",
    { studio: { forwardAuth: "auth.example.com" } },
    "studio/forwardAuth: should be an address that starts with http:// or https://, without spaces, user or password",
  ),
  instance(
    "an assistant's key that is a number",
    { studio: { openaiApiKey: 5 } },
    "studio/openaiApiKey: should be a secret: text, { file: path } or { env: NAME }",
  ),

  instance(
    "a date that there is none of",
    { keys: { issuedAt: "2026-02-30" } },
    'keys/issuedAt: should be a date in quotes, such as "2026-01-01"',
  ),
  instance(
    "a date without quotes, as YAML hands it over",
    { keys: { issuedAt: "2026-01-01T00:00:00Z" } },
    'keys/issuedAt: should be a date in quotes, such as "2026-01-01"',
  ),
  instance(
    "keys without a life",
    { keys: { lifetimeYears: 0 } },
    "keys/lifetimeYears: should be a whole number of years from 1 to 100",
  ),
  instance(
    "keys for ever",
    { keys: { lifetimeYears: 101 } },
    "keys/lifetimeYears: should be a whole number of years from 1 to 100",
  ),
  instance(
    "an overlap of signing keys by another word",
    { keys: { previousJwtKeys: "yes" } },
    "keys/previousJwtKeys: should be one of accept, reject",
  ),
];
