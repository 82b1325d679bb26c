import { z } from "zod";
import { domainName, httpUrl, subdomain } from "./addresses";
import { auth } from "./auth";
import { backup } from "./backup";
import { binding } from "./binding";
import { database } from "./database";
import { resources, sizes } from "./resources";
import { secretValue } from "./secretValue";
import { givenSecrets, rotation } from "./secrets";
import { releaseNames } from "../release";
import { type ServiceName, serviceNames, services } from "./services";
import { storage } from "./storage";
import { byName, environmentName, flag, line, list, object, oneOf, pattern, whole } from "./words";

export const instanceName = pattern(
  /^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/,
  "a name that starts with a letter, then letters a-z, digits or hyphens, at most 40, with no hyphen at the end",
);

const identifier = pattern(/^[A-Za-z_][A-Za-z0-9_]*$/, "a name of letters, digits and _");

const functions = object({
  folder: line("a path")
    .optional()
    .describe(
      "Folder on the machine that runs Pulumi: a folder per function with an index.ts in each; a function that is not in it is removed.",
    ),
  verifyJwt: flag.default(false).describe("Refuse calls without a valid token or API key."),
  env: byName(environmentName, secretValue, "variables by name")
    .default({})
    .describe("Variables every function sees; handled as secrets."),
});

const studio = object({
  organization: line("a name", 100)
    .default("Default Organization")
    .describe("Name of the organization that Studio shows."),
  project: line("a name", 100)
    .optional()
    .describe("Name of the project that Studio shows; the instance's name when unset."),
  forwardAuth: httpUrl
    .optional()
    .describe("Address of a single sign-on service that Caddy asks before it shows Studio."),
  openaiApiKey: secretValue.optional().describe("OpenAI key for the assistant in Studio."),
});

const part = "[a-z0-9]+((\\.|__?|-+)[a-z0-9]+)*";
const image = pattern(
  new RegExp(
    `^([a-z0-9.-]+(:[0-9]{1,5})?/)?${part}(/${part})*(:[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?(@sha256:[0-9a-f]{64})?$`,
  ),
  "an image such as supabase/gotrue:v2.196.0",
).meta({ id: "image", description: "Image of this service, without the registry." });

const variables = byName(environmentName, secretValue, "variables by name").meta({
  id: "variables",
  description: "Variables of this service, by name.",
});

const perService = <T extends z.ZodType>(type: T) =>
  object(
    Object.fromEntries(serviceNames.map((name) => [name, type.optional()])) as Record<ServiceName, z.ZodOptional<T>>,
  ); // fromEntries forgets the names

/** Everything an instance may set besides its name; the same keys are allowed under `defaults`. */
export const instanceSettings = {
  host: pattern(/^[a-z][a-z0-9-]{0,39}$/, "the name of one of the hosts")
    .optional()
    .describe("Host it runs on; may be left out when there is one host."),
  subdomain: subdomain.optional().describe("First label of its host names; the instance's name when unset."),
  customDomains: list(domainName, "domain names").default([]).describe("Further host names that lead to its API."),
  projectHosts: flag
    .default(false)
    .describe(
      "Answer by the names that Supabase's command line makes up as well: the API by `<reference id>.<domain>`. Its database, looked for at port 5432 of `db.<reference id>.<domain>`, is served there by `fleet serve --databases`.",
    ),
  state: oneOf("active", "paused")
    .default("active")
    .describe("active: it runs; paused: its containers are removed, and volumes, network and secrets kept."),
  expires: z.iso
    .datetime({ offset: true, error: 'should be a moment in quotes, such as "2026-12-31T18:00:00Z"' })
    .optional()
    .describe("Moment after which `fleet expire` deletes the instance with its data; `fleet clone --ttl` sets it."),
  moving: flag
    .default(false)
    .describe(
      "Whether `fleet move` is taking it to another host: its volumes there are made beside those of before. The command writes it and takes it out again.",
    ),
  protect: flag
    .default(true)
    .describe("Refuse to delete its data; before an entry is taken out of the list, set false and apply once."),
  release: oneOf(...releaseNames)
    .optional()
    .describe("Release of Supabase's stack that its images come from; the fleet's when unset."),
  images: perService(image).prefault({}).describe("Images in place of the release's, by service."),
  gateway: oneOf("envoy", "kong").default("envoy").describe("Program that serves as the API gateway."),
  services: services
    .prefault({})
    .describe("Switches of the optional services; database, gateway, Auth and REST always run."),
  size: oneOf(...sizes)
    .default("small")
    .describe("Limits of all containers at once; docs/config.md has the figures under resources."),
  resources: resources.prefault({}).describe("Limits in place of the size's, by service."),
  ports: object({
    gateway: binding.optional().describe("API gateway."),
    studio: binding.optional().describe("Studio, without the password that the gateway asks for."),
    mail: binding.optional().describe("Web page of the mail catcher."),
    poolerSession: binding.optional().describe("Pooler in session mode."),
    poolerTransaction: binding.optional().describe("Pooler in transaction mode."),
    database: binding.optional().describe("Postgres itself."),
  })
    .prefault({})
    .describe("Published ports; on 127.0.0.1 unless an address is written."),
  subnet: z
    .cidrv4({ error: "should be an IPv4 subnet such as 10.213.4.0/26" })
    .optional()
    .describe("Subnet of its network; cut from the host's range when unset."),
  auth: auth.prefault({}).describe("Auth: sign-up, sign-in, mails and tokens."),
  database: database.prefault({}).describe("Postgres."),
  rest: object({
    schemas: list(identifier, "schemas")
      .min(1, { error: "should name one schema or more" })
      .default(["public", "graphql_public"])
      .describe("Schemas that the API shows."),
    maxRows: whole(1, 1_000_000).default(1000).describe("Most rows in one answer."),
    extraSearchPath: list(identifier, "schemas")
      .default(["public"])
      .describe("Schemas searched besides the one that is asked for."),
  })
    .prefault({})
    .describe("REST: the tables as an API."),
  storage: storage.prefault({}).describe("Storage: files."),
  functions: functions.prefault({}).describe("Edge Functions: your own code."),
  realtime: object({
    maxConcurrentUsers: whole(1, 1_000_000).default(200).describe("Clients connected at one time."),
    maxChannelsPerClient: whole(1, 10_000).default(100).describe("Channels that one client may join."),
    maxEventsPerSecond: whole(1, 1_000_000).default(100).describe("Messages per second, all clients together."),
    maxJoinsPerSecond: whole(1, 1_000_000).default(100).describe("Channel joins per second, all clients together."),
    maxBytesPerSecond: whole(1000, 1_000_000_000).default(100_000).describe("Bytes per second, all clients together."),
  })
    .prefault({})
    .describe("Limits of Realtime."),
  pooler: object({
    defaultPoolSize: whole(1, 10_000).default(20).describe("Connections to Postgres per user and database."),
    maxClientConnections: whole(1, 100_000).default(100).describe("Clients at one time."),
    metadataPoolSize: whole(1, 1000).default(5).describe("Connections of the pooler to its own tables."),
  })
    .prefault({})
    .describe("Pooler: connections to Postgres from outside."),
  studio: studio.prefault({}).describe("Studio: the dashboard."),
  keys: object({
    issuedAt: z.iso
      .date({ error: 'should be a date in quotes, such as "2026-01-01"' })
      .default("2026-01-01")
      .describe("Issue date in the API keys, in quotes; fixed, so that keys never change by themselves."),
    lifetimeYears: whole(1, 100, "a whole number of years")
      .default(10)
      .describe("Years from the issue date until the API keys expire."),
    previousJwtKeys: oneOf("accept", "reject")
      .default("reject")
      .describe(
        "Whether tokens that were signed before the last rotation of jwtKeys still count; `fleet rotate` sets it and takes it out again.",
      ),
  })
    .prefault({})
    .describe("Validity of the API keys and of users' tokens."),
  logLevel: oneOf("debug", "info", "warn", "error").default("info").describe("How much the services log."),
  logs: object({
    maxSize: pattern(/^[1-9][0-9]{0,4}[km]$/, "a size such as 10m")
      .default("10m")
      .describe("Size at which a log file is turned over."),
    maxFiles: whole(1, 100).default(3).describe("Log files kept per container."),
  })
    .prefault({})
    .describe("Log files of the containers."),
  backup: backup
    .optional()
    .describe("Backups to a store that is not the host's own disk; none are made while this is unset."),
  secrets: givenSecrets.prefault({}).describe("Secrets of an existing install, in place of generated ones."),
  rotation: rotation.prefault({}).describe("Generations of the generated secrets."),
  env: perService(variables)
    .prefault({})
    .describe("Further environment variables, by service; they win over the fleet's own and are handled as secrets."),
};

export const instance = object({
  name: instanceName.describe("Name of the instance, which its containers, network, volumes and addresses carry."),
  ...instanceSettings,
});

export type InstanceConfig = z.output<typeof instance>;
