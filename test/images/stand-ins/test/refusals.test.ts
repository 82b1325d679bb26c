import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, it } from "node:test";
import { problemsOf } from "../common/checkEnvironment.ts";
import { readFacts } from "../common/facts.ts";
import { examples } from "./exampleEnvironments.ts";
import { secrets } from "./exampleSecrets.ts";

/** Starts a stand-in and returns what it says before it gives up. */
function start(service: string, variables: Readonly<Record<string, string>>): { code: number | null; errors: string } {
  const main = new URL(`../${service}/main.ts`, import.meta.url).pathname;
  const { status, stderr } = spawnSync(process.execPath, ["--disable-warning=ExperimentalWarning", main], {
    env: { PATH: process.env["PATH"] ?? "", ...variables },
    encoding: "utf8",
    timeout: 20_000,
  });
  return { code: status, errors: stderr };
}

function without(variables: Readonly<Record<string, string>>, name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(variables).filter(([key]) => key !== name));
}

const facts = readFacts();

describe("an environment that fits", () => {
  for (const [service, variables] of Object.entries(examples)) {
    it(`has no problems in ${service}`, () =>
      assert.deepEqual(problemsOf(facts.get(service) ?? assert.fail(), variables), []));
  }
});

const refusals: readonly (readonly [
  service: string,
  missing: string,
  malformed: string,
  value: string,
  sentence: string,
])[] = [
  ["auth", "GOTRUE_SITE_URL", "GOTRUE_JWT_SECRET", "too-short", "should be at least 32 characters"],
  ["realtime", "METRICS_JWT_SECRET", "DB_ENC_KEY", "seventeen-letters", "should be exactly 16 characters"],
  [
    "storage",
    "TENANT_ID",
    "DATABASE_URL",
    "postgres://supabase_storage_admin:a@b@db:5432/postgres",
    "should be postgres://supabase_storage_admin:<password>@db:5432/postgres, with the password percent-encoded",
  ],
  ["imgproxy", "IMGPROXY_USE_ETAG", "IMGPROXY_BIND", "5001", "should be exactly :5001"],
  [
    "studio",
    "PG_META_CRYPTO_KEY",
    "SUPABASE_SECRET_KEY",
    `${secrets.secret.slice(0, -1)}!`,
    "should be empty or a sb_secret_… key with the right checksum",
  ],
  ["kong", "KONG_DATABASE", "KONG_DECLARATIVE_CONFIG", "kong.yml", "should be an absolute path"],
  ["analytics", "DB_SCHEMA", "LOGFLARE_PUBLIC_ACCESS_TOKEN", "short", "should be at least 32 characters"],
  [
    "vector",
    "LOGFLARE_PUBLIC_ACCESS_TOKEN",
    "VECTOR_LOG",
    "loud",
    "should be one of trace, debug, info, warn, error, off",
  ],
];

describe("a stand-in", () => {
  for (const [service, missing, malformed, value, sentence] of refusals) {
    const good = examples[service] ?? {};
    it(`${service} refuses to start without ${missing}`, () =>
      assert.deepEqual(start(service, without(good, missing)), {
        code: 1,
        errors: `${service}: ${missing}: is missing\n`,
      }));
    it(`${service} refuses a malformed ${malformed} without showing it`, () =>
      assert.deepEqual(start(service, { ...good, [malformed]: value }), {
        code: 1,
        errors: `${service}: ${malformed}: ${sentence}\n`,
      }));
  }
  for (const [service, variables] of Object.entries(examples)) {
    it(`${service} refuses a variable that nobody knows`, () =>
      assert.deepEqual(start(service, { ...variables, SURPRISE: "x" }), {
        code: 1,
        errors: `${service}: SURPRISE: is unknown\n`,
      }));
  }
  it("names every problem at once", () => {
    const { errors } = start("imgproxy", {
      IMGPROXY_BIND: ":5001",
      IMGPROXY_LOCAL_FILESYSTEM_ROOT: "var",
      IMGPROXY_ENABLE_WEBP_DETECTION: "true",
    });
    assert.deepEqual(errors.trimEnd().split("\n"), [
      "imgproxy: IMGPROXY_AUTO_WEBP: is missing",
      "imgproxy: IMGPROXY_ENABLE_WEBP_DETECTION: is unknown",
      "imgproxy: IMGPROXY_LOCAL_FILESYSTEM_ROOT: should be an absolute path",
      "imgproxy: IMGPROXY_MAX_SRC_RESOLUTION: is missing",
      "imgproxy: IMGPROXY_USE_ETAG: is missing",
    ]);
  });
  it("asks for what an enabled provider needs", () => {
    const { errors } = start("auth", {
      ...examples["auth"],
      GOTRUE_EXTERNAL_GITHUB_ENABLED: "true",
      GOTRUE_EXTERNAL_GITHUB_CLIENT_ID: "id",
      GOTRUE_EXTERNAL_GITHUB_SECRET: "s",
    });
    assert.equal(
      errors,
      "auth: GOTRUE_EXTERNAL_GITHUB_REDIRECT_URI: is missing, and GOTRUE_EXTERNAL_GITHUB_ENABLED asks for it\n",
    );
  });
  it("refuses two log tokens that are one", () => {
    const token = examples["analytics"]?.["LOGFLARE_PUBLIC_ACCESS_TOKEN"] ?? "";
    assert.equal(
      start("analytics", { ...examples["analytics"], LOGFLARE_PRIVATE_ACCESS_TOKEN: token }).errors,
      "analytics: LOGFLARE_PRIVATE_ACCESS_TOKEN: should differ from LOGFLARE_PUBLIC_ACCESS_TOKEN\n",
    );
  });
  it("refuses a login over plain SMTP that was not allowed by name", () => {
    assert.equal(
      start("mail", { MP_SMTP_AUTH_ACCEPT_ANY: "true", MP_SMTP_AUTH_ALLOW_INSECURE: "false" }).errors,
      "mail: MP_SMTP_AUTH_ALLOW_INSECURE: should be true when MP_SMTP_AUTH_ACCEPT_ANY is, since there is no TLS\n",
    );
  });
  it("refuses a key that another secret signed", () => {
    assert.equal(
      start("studio", { ...examples["studio"], AUTH_JWT_SECRET: "another-secret-of-more-than-32-characters" }).errors,
      "studio: SUPABASE_ANON_KEY: should be signed with AUTH_JWT_SECRET\n",
    );
  });
  it("ends when the database cannot be reached", () => {
    const { code, errors } = start("auth", examples["auth"] ?? {});
    assert.equal(code, 1);
    assert.match(errors, /^auth: database: .+\n$/);
    assert.ok(!errors.includes(secrets.password));
  });
});
