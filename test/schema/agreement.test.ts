import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { accepted, at, inStackFile, schemaErrors } from "./validator";

beforeAll(() => {
  vi.stubEnv("FLEET_TEST_SECRET", "a-secret-of-more-than-32-characters");
});
afterAll(() => {
  vi.unstubAllEnvs();
});

const both = (verdict: boolean) => ({ bySchema: verdict, byFleet: verdict });
const secret = { env: "FLEET_TEST_SECRET" };
const store = { backend: "s3", accessKeyId: secret, secretAccessKey: secret };
const bucket = { ...store, bucket: "objects" };

/** The defaults hold one half of a group, an instance the other. */
const inHalves = {
  defaults: { auth: { smtp: { host: "smtp.example.com" } }, storage: { store } },
  instances: [
    { name: "blog", auth: { smtp: { adminEmail: "hello@example.com" } }, storage: { store: { bucket: "objects" } } },
  ],
};

describe("the schema and the fleet both accept", () => {
  it.each([
    ["size", "large"],
    ["state", "paused"],
    ["protect", false],
    ["customDomains", ["api.example.org"]],
    ["projectHosts", true],
    ["subnet", "10.213.4.0/26"],
    ["database.major", 15],
    ["database.major", "15"],
    ["database.settings", { work_mem: "16MB", max_connections: 200, jit: false, "pgaudit.log": "all" }],
    ["database.initSql", "select 1;\nselect 2;"],
    ["ports.gateway", 8000],
    ["ports.gateway", "192.0.2.10:8000"],
    ["resources.db", { memory: "2g", shmSize: "512m" }],
    ["images.auth", "supabase/gotrue:v2.196.0"],
    ["auth.siteUrl", "https://app.example.com/start"],
    ["auth.redirectUrls", ["https://app.example.com/**", "com.example.app://signed-in"]],
    ["auth.jwtExpiry", 604800],
    ["auth.smtp", { host: "smtp.example.com", adminEmail: "hello@example.com", password: secret }],
    ["auth.providers.github", { clientId: "an id", secret }],
    ["auth.providers.google", { clientId: "an id", extra: { SKIP_NONCE_CHECK: "true" } }],
    ["auth.hooks.sendEmail", { uri: "pg-functions://postgres/public/send" }],
    ["auth.mail.templates.invite", "<p>{{ .ConfirmationURL }}</p>"],
    ["storage.store", bucket],
    ["storage.store", { backend: "file" }],
    ["functions.env", { TOKEN: secret }],
    ["secrets.jwtSecret", secret],
    ["secrets.postgresPassword", "longEnough"],
    ["rotation.jwtSecret", 2],
    ["keys.issuedAt", "2026-01-31"],
    ["logs.maxSize", "10m"],
    ["env.auth", { GOTRUE_RATE_LIMIT_EMAIL_SENT: "100" }],
  ])("%s: %j", (path, value) => {
    const settings = at(path, value);
    expect(accepted({ domain: "example.com", instances: [{ name: "blog", ...settings }] })).toEqual(both(true));
    expect(accepted({ domain: "example.com", defaults: settings, instances: [{ name: "blog" }] })).toEqual(both(true));
    expect(accepted({ domain: "example.com", templates: { shop: settings }, instances: [] })).toEqual(both(true));
  });
});

describe("the schema and the fleet both refuse", () => {
  it.each([
    ["size", "huge"],
    ["state", null],
    ["protect", "no"],
    ["subdomain", "Blog"],
    ["customDomains", "api.example.org"],
    ["projectHosts", "yes"],
    ["customDomains", ["https://api.example.org"]],
    ["subnet", "10.213.4.0"],
    ["database.major", 16],
    ["database.settings", { "Work Mem": "16MB" }],
    ["database.settings", { work_mem: ["16MB"] }],
    ["ports.gateway", 70000],
    ["ports.gateway", "8000"],
    ["ports.gatway", 8000],
    ["resources.auth.shmSize", "64m"],
    ["resources.db.memory", 512],
    ["resources.db.memory", "512"],
    ["images.auth", "supabase gotrue"],
    ["images.gotrue", "supabase/gotrue:v2.196.0"],
    ["auth.siteUrl", "app.example.com"],
    ["auth.redirectUrls", ["https://a.example.com,https://b.example.com"]],
    ["auth.jwtExpiry", 59],
    ["auth.jwtExpiry", 3600.5],
    ["auth.smtp", { host: "smtp.example.com", adminEmail: "hello" }],
    ["auth.providers.gitub", { clientId: "an id" }],
    ["auth.providers.github", { clientId: "an id", secret: 12345 }],
    ["auth.providers.github", { clientId: "an id", secret: { env: "A", file: "b" } }],
    ["auth.hooks.sendEmail", { uri: "ftp://example.com" }],
    ["storage.store", { ...bucket, backend: "gcs" }],
    ["storage.store", { backend: "file", bucket: "objects" }],
    ["functions.env", { "1TOKEN": secret }],
    ["secrets.postgresPassword", "short"],
    ["secrets.jwtSecret", ""],
    ["rotation.jwtSecret", 0],
    ["rotation.anonKey", 2],
    ["keys.issuedAt", "tomorrow"],
    ["logs.maxSize", "10MB"],
    ["studio.organization", "two\nlines"],
    ["env.auth", { GOTRUE_RATE_LIMIT_EMAIL_SENT: 100 }],
  ])("%s: %j", (path, value) => {
    const settings = at(path, value);
    expect(accepted({ domain: "example.com", instances: [{ name: "blog", ...settings }] })).toEqual(both(false));
    expect(accepted({ domain: "example.com", defaults: settings, instances: [{ name: "blog" }] })).toEqual(both(false));
    expect(accepted({ domain: "example.com", templates: { shop: settings }, instances: [] })).toEqual(both(false));
  });
});

describe("the schema and the fleet agree about the fleet's own settings", () => {
  const blog = { domain: "example.com", instances: [{ name: "blog" }] };
  it.each([
    [true, "the smallest config", blog],
    [
      true,
      "a host with everything",
      { ...blog, hosts: { web: { docker: "ssh://deploy@192.0.2.10:22", memory: "8g" } } },
    ],
    [
      true,
      "an edge for everybody",
      { ...blog, hosts: { web: { edge: { bind: "0.0.0.0", tls: { mode: "internal" } } } } },
    ],
    [true, "a group that is in two halves", { ...blog, ...inHalves }],
    [true, "a template in halves", { ...blog, templates: { shop: inHalves.defaults } }],
    [false, "a name in a template", { ...blog, templates: { shop: { name: "shop" } } }],
    [false, "a template's name in capitals", { ...blog, templates: { Shop: {} } }],
    [false, "no domain", { instances: [{ name: "blog" }] }],
    [false, "a domain in capitals", { ...blog, domain: "Example.com" }],
    [false, "no instances", { domain: "example.com" }],
    [false, "instances that are no list", { ...blog, instances: { blog: {} } }],
    [false, "an instance without a name", { ...blog, instances: [{ size: "small" }] }],
    [false, "a name among the defaults", { ...blog, defaults: { name: "blog" } }],
    [false, "a name with a space", { ...blog, instances: [{ name: "my blog" }] }],
    [false, "a host name in capitals", { ...blog, hosts: { Web: {} } }],
    [false, "an address without a user", { ...blog, hosts: { web: { docker: "ssh://192.0.2.10" } } }],
    [false, "an address that is none", { ...blog, hosts: { web: { edge: { bind: "everybody" } } } }],
    [false, "an unknown release", { ...blog, release: "0.0.1" }],
    [false, "a registry with a scheme", { ...blog, registry: "https://mirror.example.com" }],
  ])("%j: %s", (verdict, _what, settings) => {
    expect(accepted(settings)).toEqual(both(verdict));
  });
});

describe("a stack file", () => {
  const { config } = inStackFile({ domain: "example.com", instances: [{ name: "blog" }] });

  it("may hold what Pulumi keeps in it, and settings of others", () => {
    const file = { secretsprovider: "passphrase", encryptionsalt: "v1:abc", config: { ...config, "docker:host": "x" } };
    expect(schemaErrors(file)).toEqual([]);
  });

  it("may hold an encrypted secret", () => {
    const smtp = { host: "smtp.example.com", adminEmail: "hello@example.com", password: { secure: "v1:abc:def" } };
    const encrypted = inStackFile({ domain: "example.com", instances: [{ name: "blog", auth: { smtp } }] });
    expect(schemaErrors(encrypted)).toEqual([]);
  });

  it("must not hold an unknown setting of the fleet", () => {
    expect(schemaErrors({ config: { ...config, "supabase-fleet:instance": [] } })).not.toEqual([]);
    expect(schemaErrors({ config, instances: [] })).not.toEqual([]);
  });
});
