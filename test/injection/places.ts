import { mailKinds } from "../../components/config/auth";
import { type Config, type Settings, blog, onHost } from "../config/given";

/** Where a text of the config ends up somewhere else. */
export interface Place {
  readonly where: string;
  /** A text that is right. */
  readonly usual: string;
  readonly config: (text: string) => Config;
}

const instance = (where: string, usual: string, settings: (text: string) => Settings): Place => ({
  where,
  usual,
  config: (text) => blog(settings(text)),
});

const host = (where: string, usual: string, settings: (text: string) => Settings): Place => ({
  where,
  usual,
  config: (text) => onHost(settings(text)),
});

const secret = (name: string, usual: string): Place =>
  instance(`secrets.${name}`, usual, (text) => ({
    secrets: { jwtSecret: "k".repeat(40), [name]: text },
  }));

/** As YAML reads it. */
const number = (text: string) => (/^[1-9][0-9]*$/.test(text) ? Number(text) : text);

const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoiYSJ9.c2ln";
const smtp = { host: "mail.example.com", adminEmail: "me@example.com" };
const s3 = { backend: "s3", bucket: "objects", accessKeyId: "id", secretAccessKey: "key" };

/** Places whose letters are counted: none of the attempts gets past the schema. */
export const closed: readonly Place[] = [
  { where: "domain", usual: "example.com", config: (domain) => ({ ...blog(), domain }) },
  { where: "registry", usual: "mirror.example.com", config: (registry) => ({ ...blog(), registry }) },
  { where: "a host's name", usual: "hetzner", config: (name) => ({ ...blog({}), hosts: { [name]: {} } }) },
  host("docker", "ssh://me@hetzner", (docker) => ({ docker })),
  host("docker by tcp", "tcp://hetzner:2376", (docker) => ({ docker, edge: { mode: "none" } })),
  host("docker by a socket", "unix:///run/docker.sock", (docker) => ({ docker })),
  host("ssh", "me@hetzner", (ssh) => ({ ssh })),
  host("subnets", "10.213.0.0/16", (subnets) => ({ subnets })),
  host("memory", "16g", (memory) => ({ memory })),
  host("edge.bind", "0.0.0.0", (bind) => ({ edge: { bind } })),
  host("edge.folder", "/etc/caddy/fleet", (folder) => ({ edge: { folder } })),
  host("edge.logFolder", "/var/log/caddy", (logFolder) => ({ edge: { logFolder } })),
  host("edge.tls.email", "me@example.com", (email) => ({ edge: { tls: { email } } })),
  host("edge.tls.certificate", "/etc/ssl/a.pem", (certificate) => ({ edge: { tls: { certificate } } })),
  host("edge.tls.key", "/etc/ssl/a.key", (key) => ({ edge: { tls: { key } } })),
  host("edge.tls.mode", "acme", (mode) => ({ edge: { tls: { mode } } })),
  instance("name", "news", (name) => ({ name })),
  instance("host", "local", (name) => ({ host: name })),
  instance("subdomain", "news", (subdomain) => ({ subdomain })),
  instance("customDomains", "blog.org", (name) => ({ customDomains: [name] })),
  instance("images.auth", "my/gotrue:v2", (auth) => ({ images: { auth } })),
  instance("ports.gateway", "10.0.0.5:8000", (gateway) => ({ ports: { gateway } })),
  instance("subnet", "10.213.4.0/26", (subnet) => ({ subnet })),
  instance("a setting's name", "work_mem", (name) => ({ database: { settings: { [name]: "16MB" } } })),
  instance("rest.schemas", "public", (schema) => ({ rest: { schemas: [schema] } })),
  instance("rest.extraSearchPath", "public", (schema) => ({ rest: { extraSearchPath: [schema] } })),
  instance("a variable's name", "TOKEN", (name) => ({ env: { auth: { [name]: "x" } } })),
  instance("a function's variable's name", "TOKEN", (name) => ({ functions: { env: { [name]: "x" } } })),
  instance("a secret's variable", "PATH", (env) => ({ env: { auth: { TOKEN: { env } } } })),
  instance("a provider's field's name", "SKIP_NONCE_CHECK", (name) => ({
    auth: { providers: { google: { clientId: "id", extra: { [name]: "x" } } } },
  })),
  instance("a provider's name", "google", (name) => ({ auth: { providers: { [name]: { clientId: "id" } } } })),
  instance("auth.smtp.host", "mail.example.com", (name) => ({ auth: { smtp: { ...smtp, host: name } } })),
  instance("auth.smtp.adminEmail", "me@example.com", (adminEmail) => ({ auth: { smtp: { ...smtp, adminEmail } } })),
  instance("auth.smtp.maxFrequency", "60s", (maxFrequency) => ({ auth: { smtp: { ...smtp, maxFrequency } } })),
  instance("a hook in the database", "pg-functions://postgres/public/f", (uri) => ({
    auth: { hooks: { sendSms: { uri } } },
  })),
  instance("storage.store.bucket", "objects", (bucket) => ({ storage: { store: { ...s3, bucket } } })),
  instance("storage.store.region", "eu-central-1", (region) => ({ storage: { store: { ...s3, region } } })),
  instance("logs.maxSize", "10m", (maxSize) => ({ logs: { maxSize } })),
  instance("keys.issuedAt", "2026-01-01", (issuedAt) => ({ keys: { issuedAt } })),
  instance("resources.db.memory", "512m", (memory) => ({ resources: { db: { memory } } })),
  instance("a pooler's limit", "20", (text) => ({ pooler: { defaultPoolSize: number(text) } })),
  instance("a limit of Realtime", "200", (text) => ({ realtime: { maxConcurrentUsers: number(text) } })),
  secret("postgresPassword", "abcdefgh"),
  secret("dashboardPassword", "abcdefgh"),
  secret("publishableKey", `sb_publishable_${"a".repeat(22)}_${"b".repeat(8)}`),
  secret("secretKey", `sb_secret_${"a".repeat(22)}_${"b".repeat(8)}`),
  secret("anonKey", jwt),
  secret("serviceRoleKey", jwt),
  secret("logflarePublicToken", "t".repeat(32)),
  secret("logflarePrivateToken", "t".repeat(32)),
  secret("s3ProtocolKeyId", "i".repeat(16)),
  secret("s3ProtocolKeySecret", "s".repeat(16)),
];

/** Addresses: they hold much, but neither spaces, quotes, braces nor backslashes. */
export const addresses: readonly Place[] = [
  instance("studio.forwardAuth", "https://sso.example.com/api/verify", (forwardAuth) => ({ studio: { forwardAuth } })),
  instance("auth.siteUrl", "https://app.example.com/start", (siteUrl) => ({ auth: { siteUrl } })),
  instance("a hook's address", "https://app.example.com/hook", (uri) => ({ auth: { hooks: { sendSms: { uri } } } })),
  instance("storage.store.endpoint", "https://s3.example.com", (endpoint) => ({
    storage: { store: { ...s3, endpoint } },
  })),
  instance("auth.redirectUrls", "https://app.example.com/**", (url) => ({ auth: { redirectUrls: [url] } })),
  instance("a provider's way back", "https://a.org/callback", (redirectUri) => ({
    auth: { providers: { google: { clientId: "id", redirectUri } } },
  })),
  instance("a provider's server", "https://git.example.com", (url) => ({
    auth: { providers: { gitlab: { clientId: "id", url } } },
  })),
];

/** One line of text each: it may hold every letter that a line can. */
export const lines: readonly Place[] = [
  ...mailKinds.map((kind) =>
    instance(`the subject of ${kind}`, "Welcome", (subject) => ({ auth: { mail: { subjects: { [kind]: subject } } } })),
  ),
  instance("auth.smtp.senderName", "Example", (senderName) => ({ auth: { smtp: { ...smtp, senderName } } })),
  instance("auth.smtp.user", "mailer", (user) => ({ auth: { smtp: { ...smtp, user } } })),
  instance("a provider's client id", "client", (clientId) => ({ auth: { providers: { google: { clientId } } } })),
  instance("a provider's field", "true", (text) => ({
    auth: { providers: { google: { clientId: "id", extra: { SKIP_NONCE_CHECK: text } } } },
  })),
  instance("studio.organization", "Acme", (organization) => ({ studio: { organization } })),
  instance("studio.project", "Shop", (project) => ({ studio: { project } })),
];
