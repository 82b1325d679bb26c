import { beforeAll, describe, expect, it } from "vitest";
import type { Secrets } from "../../components/spec";
import { secretsOf } from "../support/fixtures";
import { blog, problemsOf } from "../config/given";
import { around, cases } from "./attempts";
import { type Frame, changed, frame } from "./frame";
import { addresses, lines } from "./places";

let secrets: Secrets;
beforeAll(async () => {
  secrets = await secretsOf();
});

/** Letters that end a variable or a line where variables are listed. */
const ending = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

/** Both differ in the values of one service's variables and in nothing else. Returns what is new. */
function differing(before: Frame, after: Frame): string[] {
  expect(after.containers).toEqual(before.containers);
  expect(Object.keys(after.env)).toEqual(Object.keys(before.env));
  return changed(before.env, after.env).map((name) => after.env[name] ?? "");
}

describe.each([...lines, ...addresses])("$where", ({ usual, config }) => {
  let before: Frame;
  beforeAll(() => {
    before = frame(config(usual), secrets);
  });

  it.each(cases)("is the value of one variable and nothing else, or refused, with %s in it", (_, attempt) => {
    for (const text of around(usual, attempt)) {
      if (problemsOf(config(text)).length > 0) continue;
      expect(text).not.toMatch(ending);
      for (const value of differing(before, frame(config(text), secrets))) expect(value).toBe(text);
    }
  });
});

describe("what a variable lists with commas", () => {
  it.each(["https://a.org,https://evil.org", "https://a.org/{a,b}", "https://a.org,"])(
    "cannot be made longer by %j",
    (url) => {
      expect(problemsOf(blog({ auth: { redirectUrls: [url] } }))).toHaveLength(1);
    },
  );

  it("has as many addresses as the config", () => {
    const redirectUrls = ["https://a.org/**", "https://b.org/?a=1;b=$(id)", "myapp://x|y"];
    const { env } = frame(blog({ auth: { redirectUrls } }), secrets);
    expect(env["auth GOTRUE_URI_ALLOW_LIST"]?.split(",")).toEqual(redirectUrls);
  });

  it.each(["public,auth", "public;", "public auth", 'public"', "pg_catalog,"])("has no schema %j", (schema) => {
    expect(problemsOf(blog({ rest: { schemas: [schema] } }))).toHaveLength(1);
    expect(problemsOf(blog({ rest: { extraSearchPath: [schema] } }))).toHaveLength(1);
  });
});

describe("a provider's further field", () => {
  it("never replaces what has a setting of its own", () => {
    const extra = { ENABLED: "false", CLIENT_ID: "evil", REDIRECT_URI: "https://evil.org" };
    const { env } = frame(blog({ auth: { providers: { google: { clientId: "id", extra } } } }), secrets);
    expect(env["auth GOTRUE_EXTERNAL_GOOGLE_ENABLED"]).toBe("true");
    expect(env["auth GOTRUE_EXTERNAL_GOOGLE_CLIENT_ID"]).toBe("id");
    expect(env["auth GOTRUE_EXTERNAL_GOOGLE_REDIRECT_URI"]).toBe("https://blog.example.com/auth/v1/callback");
  });
});

describe("a mail's text", () => {
  it.each(cases)("is the content of one file and nothing else, or refused, with %s in it", (_, attempt) => {
    const config = (text: string) => blog({ auth: { mail: { templates: { invite: text } } } });
    for (const text of around("<p>{{ .ConfirmationURL }}</p>", attempt)) {
      if (problemsOf(config(text)).length > 0) {
        expect(text).toContain("\u0000");
        continue;
      }
      const files = JSON.stringify(frame(config(text), secrets).containers);
      expect(files.split(JSON.stringify(text))).toHaveLength(2);
      expect(files).toMatch(/"\/srv\/mail\/invite-[0-9a-f]{16}\.html"/);
      const address = frame(config(text), secrets).env["auth GOTRUE_MAILER_TEMPLATES_INVITE"];
      expect(address).toMatch(/^http:\/\/templates:8080\/invite-[0-9a-f]{16}\.html$/);
    }
  });

  it("of 200000 characters is taken whole", () => {
    const text = "<p>".repeat(66_666);
    expect(problemsOf(blog({ auth: { mail: { templates: { invite: text } } } }))).toEqual([]);
  });
});

describe("the texts that are made of the instance's name", () => {
  it("hold it as it is: the pooler's tenant, the project, the store's folder", () => {
    const { env } = frame(blog(), secrets);
    const own = Object.entries(env).filter(([, value]) => value === "blog");
    expect(own.map(([name]) => name).sort()).toEqual([
      "pooler POOLER_TENANT_ID",
      "storage TENANT_ID",
      "studio DEFAULT_PROJECT_NAME",
    ]);
  });
});
