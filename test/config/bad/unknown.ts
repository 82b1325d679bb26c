import { serviceNames } from "../../../components/config/services";
import { instances } from "../given";
import { type Row, fleet, host, instance } from "./row";

const settings =
  "auth, backup, customDomains, database, env, expires, functions, gateway, host, images, keys, logLevel, logs, moving, name, pooler, ports, projectHosts, protect, realtime, release, resources, rest, rotation, secrets, services, size, state, storage, studio, subdomain, subnet";

const meant = (word: string) => `is no setting; did you mean "${word}"?`;

/** One misspelled key per group of the schema. */
export const unknownRows: readonly Row[] = [
  host("a host's memory", { memmory: "16g" }, `memmory: ${meant("memory")}`),
  host("a host's edge", { edge: { http_port: 80 } }, `edge/http_port: ${meant("httpPort")}`),
  host(
    "a host's certificates",
    { edge: { tls: { cert: "/c.pem" } } },
    "edge/tls/cert: is no setting; known are certificate, email, key, mode",
  ),

  instance("a setting in another case", { subDomain: "news" }, `subDomain: ${meant("subdomain")}`),
  instance(
    "two typing errors",
    { gatway: "kong", sise: "large" },
    `gatway: ${meant("gateway")}`,
    `sise: ${meant("size")}`,
  ),
  instance("a setting that every object has", { toString: "x" }, `toString: is no setting; known are ${settings}`),
  instance("a setting with a line break", { "a\nb": 1 }, `a\\u000ab: is no setting; known are ${settings}`),
  instance(
    "a setting of 10000 characters",
    { ["x".repeat(10_000)]: 1 },
    `${"x".repeat(80)}…: is no setting; known are ${settings}`,
  ),
  instance("an image's service", { images: { rset: "postgrest/postgrest:v14" } }, `images/rset: ${meant("rest")}`),
  instance("a service", { services: { imageproxy: true } }, `services/imageproxy: ${meant("imgproxy")}`),
  instance(
    "the resources' service",
    { resources: { strorage: { memory: "1g" } } },
    `resources/strorage: ${meant("storage")}`,
  ),
  instance(
    "a resource that resembles none",
    { resources: { db: { disk: "9g" } } },
    "resources/db/disk: is no setting; known are cpuShares, memory, memoryReservation, pids, shmSize",
  ),
  instance(
    "a port",
    { ports: { pooler: 6543 } },
    "ports/pooler: is no setting; known are database, gateway, mail, poolerSession, poolerTransaction, studio",
  ),
  instance("a setting of Auth", { auth: { siteURL2: "https://a.org" } }, `auth/siteURL2: ${meant("siteUrl")}`),
  instance("e-mail", { auth: { email: { autoConfirm: true } } }, `auth/email/autoConfirm: ${meant("autoconfirm")}`),
  instance("a setting of phone", { auth: { phone: { enable: true } } }, `auth/phone/enable: ${meant("enabled")}`),
  instance(
    "a second factor",
    { auth: { mfa: { totp: true } } },
    "auth/mfa/totp: is no setting; known are maxFactors, phoneEnroll, phoneVerify, totpEnroll, totpVerify",
  ),
  instance(
    "a setting of the mail server",
    { auth: { smtp: { host: "a.org", adminEmail: "me@a.org", passwort: "x" } } },
    `auth/smtp/passwort: ${meant("password")}`,
  ),
  instance("a kind of text", { auth: { mail: { template: {} } } }, `auth/mail/template: ${meant("templates")}`),
  instance(
    "mail",
    { auth: { mail: { subjects: { magic_link: "Hi" } } } },
    `auth/mail/subjects/magic_link: ${meant("magicLink")}`,
  ),
  instance(
    "a mail's text",
    { auth: { mail: { templates: { invte: "Hi" } } } },
    `auth/mail/templates/invte: ${meant("invite")}`,
  ),
  instance(
    "a hook",
    { auth: { hooks: { send_sms: { uri: "https://a.org" } } } },
    `auth/hooks/send_sms: ${meant("sendSms")}`,
  ),
  instance(
    "a hook's setting",
    { auth: { hooks: { sendSms: { uri: "https://a.org", secret: "x" } } } },
    `auth/hooks/sendSms/secret: ${meant("secrets")}`,
  ),
  instance(
    "a provider's setting",
    { auth: { providers: { google: { clientId: "id", skip_nonce_check: true } } } },
    "auth/providers/google/skip_nonce_check: is no setting; known are clientId, enabled, extra, redirectUri, secret, url",
  ),
  instance(
    "a setting of the database",
    { database: { version: 17 } },
    "database/version: is no setting; known are changedFrom, initSql, major, settings",
  ),
  instance("a setting of REST", { rest: { max_rows: 10 } }, `rest/max_rows: ${meant("maxRows")}`),
  instance(
    "a setting of storage",
    { storage: { fileSize_limit: 1 } },
    `storage/fileSize_limit: ${meant("fileSizeLimit")}`,
  ),
  instance(
    "a setting of the functions",
    { functions: { verifyJWT2: true } },
    `functions/verifyJWT2: ${meant("verifyJwt")}`,
  ),
  instance(
    "a setting of Realtime",
    { realtime: { maxUsers: 1 } },
    "realtime/maxUsers: is no setting; known are maxBytesPerSecond, maxChannelsPerClient, maxConcurrentUsers, maxEventsPerSecond, maxJoinsPerSecond",
  ),
  instance(
    "a setting of the pooler",
    { pooler: { poolSize: 1 } },
    "pooler/poolSize: is no setting; known are defaultPoolSize, maxClientConnections, metadataPoolSize",
  ),
  instance(
    "a setting of Studio",
    { studio: { organisation: "Acme" } },
    `studio/organisation: ${meant("organization")}`,
  ),
  instance(
    "a setting of the keys",
    { keys: { lifetime: 10 } },
    "keys/lifetime: is no setting; known are issuedAt, lifetimeYears, previousJwtKeys",
  ),
  instance("a setting of the logs", { logs: { maxFile: 3 } }, `logs/maxFile: ${meant("maxFiles")}`),
  instance("a secret", { secrets: { jwtsecret: "x" } }, `secrets/jwtsecret: ${meant("jwtSecret")}`),
  instance(
    "a generation",
    { rotation: { postgrespassword: 2 } },
    `rotation/postgrespassword: ${meant("postgresPassword")}`,
  ),
  instance(
    "the variables' service",
    { env: { gotrue: { A: "b" } } },
    `env/gotrue: is no setting; known are ${[...serviceNames].sort().join(", ")}`,
  ),

  fleet(
    "a name in the defaults",
    { ...instances({ name: "blog" }), defaults: { name: "blog" } },
    `defaults/name: is no setting; known are ${settings.replace("name, ", "")}`,
  ),
  fleet(
    "a key that would change every object",
    instances(JSON.parse('{ "name": "blog", "__proto__": { "gateway": "kong" } }')),
    `instances/0/__proto__: is no setting; known are ${settings}`,
  ),
];
