import { z } from "zod";
import { auth } from "./auth";
import { resources, sizes } from "./resources";
import { secretValue } from "./secretValue";
import { givenSecrets, rotation } from "./secrets";
import { releaseNames } from "../release";
import { type ServiceName, serviceNames, services } from "./services";
import { storage } from "./storage";
import {
  dnsLabel,
  domainName,
  environmentName,
  flag,
  httpUrl,
  line,
  object,
  oneOf,
  pattern,
  port,
  prose,
  whole,
} from "./words";

export const instanceName = pattern(
  /^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/,
  "a name that starts with a letter, then letters a-z, digits or hyphens, at most 40, with no hyphen at the end",
);

/** `8000`, or `192.168.1.5:8000` to publish beyond this machine. */
const binding = z
  .union([port, pattern(/^(\d{1,3}\.){3}\d{1,3}:\d{1,5}$/, "a port")], {
    error: "should be a port from 1 to 65535, or an IPv4 address and a port such as 192.168.1.5:8000",
  })
  .transform((value, context) => {
    const [bind = "", number = ""] = typeof value === "number" ? ["127.0.0.1", `${value}`] : value.split(":");
    const valid = port.safeParse(Number(number)).success && z.ipv4().safeParse(bind).success;
    if (valid) return { bind, port: Number(number) };
    context.addIssue({ code: "custom", message: "should be an IPv4 address and a port from 1 to 65535" });
    return z.NEVER;
  });

const identifier = pattern(/^[A-Za-z_][A-Za-z0-9_]*$/, "a name of letters, digits and _");

const database = object({
  major: oneOf("15", "17")
    .or(z.literal([15, 17]))
    .transform(String)
    .optional()
    .describe("Postgres major version; the release's when unset."),
  settings: z
    .record(
      pattern(/^[a-z_]+(\.[a-z_]+)?$/, "a Postgres setting such as work_mem"),
      z.union(
        [
          line().refine((text) => !/[\\']/.test(text), { error: "should not hold quotes or backslashes" }),
          z.number(),
          z.boolean(),
        ],
        {
          error: "should be text, a number, true or false",
        },
      ),
    )
    .default({})
    .describe("Server settings, such as work_mem: 16MB."),
  initSql: z
    .union([prose("SQL"), object({ file: line("a path") })], { error: "should be SQL or { file: path }" })
    .optional()
    .describe("SQL that runs once, on the empty database."),
});

const functions = object({
  folder: line("a path")
    .optional()
    .describe("Folder on the machine that runs Pulumi: one folder with an index.ts per function."),
  verifyJwt: flag.default(false).describe("Refuse calls without a valid token."),
  env: z
    .record(environmentName, secretValue)
    .default({})
    .describe("Variables every function sees; handled as secrets."),
});

const studio = object({
  organization: line("a name", 100).default("Default Organization"),
  project: line("a name", 100).optional().describe("Shown as project name; the instance's name when unset."),
  forwardAuth: httpUrl
    .optional()
    .describe("Address of a single sign-on service that Caddy asks before it shows Studio."),
  openaiApiKey: secretValue.optional().describe("Key for the assistant in Studio."),
});

const image = pattern(
  /^[a-z0-9][a-z0-9._\/-]*(:[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?(@sha256:[0-9a-f]{64})?$/,
  "an image such as supabase/gotrue:v2.196.0",
);

const perService = <T extends z.ZodType>(type: T) =>
  object(
    Object.fromEntries(serviceNames.map((name) => [name, type.optional()])) as Record<ServiceName, z.ZodOptional<T>>,
  ); // fromEntries forgets the names

/** Everything an instance may set besides its name; the same keys are allowed under `defaults`. */
export const instanceSettings = {
  host: pattern(/^[a-z][a-z0-9-]*$/, "the name of one of the hosts")
    .optional()
    .describe("Host it runs on; the only one when there is one."),
  subdomain: dnsLabel.optional().describe("First label of its names; the instance's name when unset."),
  customDomains: z.array(domainName).default([]).describe("Further names that lead to its API."),
  state: oneOf("active", "paused")
    .default("active")
    .describe("paused removes the containers and keeps volumes, network and secrets."),
  protect: flag.default(true).describe("Refuse to delete its data. Set false and apply before taking the entry out."),
  release: oneOf(...releaseNames)
    .optional()
    .describe("Upstream release its images come from."),
  images: perService(image).prefault({}).describe("Single images instead of the release's."),
  gateway: oneOf("envoy", "kong").default("envoy").describe("Gateway in front of the services."),
  services: services.prefault({}),
  size: oneOf(...sizes)
    .default("small")
    .describe("Limits of all containers together; small budgets about 2 GB."),
  resources: resources.prefault({}).describe("Limits of single services."),
  ports: object({
    gateway: binding.optional().describe("API gateway; chosen from 8000-8999 when unset."),
    studio: binding.optional().describe("Studio without its password; published only when set."),
    mail: binding.optional().describe("Web page of the mail catcher; chosen from 54300-54399 when unset."),
    poolerSession: binding.optional().describe("Pooler, session mode; chosen from 55000-55499 when unset."),
    poolerTransaction: binding.optional().describe("Pooler, transaction mode; chosen from 55500-55999 when unset."),
    database: binding.optional().describe("Postgres itself; published only when set."),
  })
    .prefault({})
    .describe("Published ports, on 127.0.0.1 unless an address is written."),
  subnet: z
    .cidrv4({ error: "should be an IPv4 subnet such as 10.213.4.0/26" })
    .optional()
    .describe("Subnet of its network; chosen from the host's range when unset."),
  auth: auth.prefault({}),
  database: database.prefault({}),
  rest: object({
    schemas: z
      .array(identifier)
      .min(1, { error: "should name one schema or more" })
      .default(["public", "graphql_public"])
      .describe("Schemas that the API shows."),
    maxRows: whole(1, 1_000_000).default(1000).describe("Most rows in one answer."),
    extraSearchPath: z.array(identifier).default(["public"]).describe("Schemas searched besides the one asked for."),
  }).prefault({}),
  storage: storage.prefault({}),
  functions: functions.prefault({}),
  realtime: object({
    maxConcurrentUsers: whole(1, 1_000_000).default(200),
    maxChannelsPerClient: whole(1, 10_000).default(100),
    maxEventsPerSecond: whole(1, 1_000_000).default(100),
    maxJoinsPerSecond: whole(1, 1_000_000).default(100),
    maxBytesPerSecond: whole(1000, 1_000_000_000).default(100_000),
  })
    .prefault({})
    .describe("Limits of the tenant."),
  pooler: object({
    defaultPoolSize: whole(1, 10_000).default(20).describe("Connections to Postgres per user and database."),
    maxClientConnections: whole(1, 100_000).default(100).describe("Clients at one time."),
    metadataPoolSize: whole(1, 1000).default(5).describe("Connections of the pooler to its own tables."),
  }).prefault({}),
  studio: studio.prefault({}),
  keys: object({
    issuedAt: z.iso
      .date({ error: "should be a date such as 2026-01-01" })
      .default("2026-01-01")
      .describe("Issue date in the API keys; fixed, so that keys never change by themselves."),
    lifetimeYears: whole(1, 100, "years").default(10).describe("Years until the API keys expire."),
  }).prefault({}),
  logLevel: oneOf("debug", "info", "warn", "error").default("info").describe("How much the services log."),
  logs: object({
    maxSize: pattern(/^[1-9][0-9]{0,4}[km]$/, "a size such as 10m")
      .default("10m")
      .describe("Size at which a log file is turned over."),
    maxFiles: whole(1, 100).default(3).describe("Log files kept per container."),
  }).prefault({}),
  secrets: givenSecrets.prefault({}).describe("Secrets of an existing install instead of generated ones."),
  rotation: rotation.prefault({}).describe("Generation per secret."),
  env: perService(z.record(environmentName, secretValue))
    .prefault({})
    .describe("Further variables per service; handled as secrets."),
};

export const instance = object({
  name: instanceName.describe("Name of the instance: containers, network, volumes and addresses carry it."),
  ...instanceSettings,
});

export type InstanceConfig = z.output<typeof instance>;
export type Binding = z.output<typeof binding>;
