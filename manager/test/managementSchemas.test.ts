import Ajv from "ajv/dist/2020";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { refOf } from "../../components/config/ref";
import { type Managed, managed } from "./support/managed";

const ref = refOf("blog");

interface Described {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { readonly schema: object }>> }>> }>>>>; // prettier-ignore
}

describe("the answers of the Management API", { timeout: 120_000 }, () => {
  let api: Managed;
  let described: Described;
  beforeAll(async () => {
    const blog = { name: "blog", state: "paused", customDomains: ["api.example.com"], database: { settings: { work_mem: "4MB", max_connections: 50 } }, auth: { providers: { google: { clientId: "x" } } } }; // prettier-ignore
    api = managed([blog]);
    described = (await (await api.call("GET", "/openapi.json")).json()) as Described;
  });
  afterAll(() => api.remove());

  it("are as the served OpenAPI document says, with every key", async () => {
    const ajv = new Ajv({ strict: false });
    const reads = Object.entries(described.paths).filter(
      ([path, { get }]) => /^\/v[12]\//.test(path) && get !== undefined,
    );
    const asked: string[] = [];
    for (const [path, { get }] of reads) {
      const { content = {} } = get?.responses["200"] ?? {};
      if (content["text/plain"] !== undefined) continue;
      const schema = content["application/json"]?.schema;
      const real = path
        .replace("{ref}", ref)
        .replace("{slug}", "fleet")
        .replace("{id}", "anon")
        .replace("{name}", "main");
      const answer = await api.call("GET", real);
      // Without a database, what is in it cannot be told; there are neither functions nor branches.
      if (answer.status === 400 || answer.status === 404) continue;
      expect(answer.status, real).toBe(200);
      if (schema === undefined) throw new Error(`${path} is not described`);
      const check = ajv.compile(strictly(schema));
      expect(check(await answer.json()), `${real}: ${ajv.errorsText(check.errors)}`).toBe(true);
      asked.push(path);
    }
    expect(asked.length).toBeGreaterThan(30);
  });

  it("hold each of the 238 settings that clients want of Auth", async () => {
    const answer = (await (await api.call("GET", `/v1/projects/${ref}/config/auth`)).json()) as Record<string, unknown>;
    expect(Object.keys(answer)).toHaveLength(238);
    expect(answer).toMatchObject({ external_google_enabled: true, external_google_client_id: "x", external_google_secret: null, passkey_enabled: false }); // prettier-ignore
  });

  it("echo a change of Auth whole, and refuse what cannot be set here", async () => {
    const path = `/v1/projects/${ref}/config/auth`;
    const changed = await api.call("PATCH", path, { disable_signup: true, external_google_secret: "very-secret", smtp_user: null, saml_enabled: false, sessions_tags: null }); // prettier-ignore
    expect(Object.keys((await changed.json()) as object)).toHaveLength(238);
    expect(api.stackFile()).toMatch(/enableSignup: false/);
    expect(api.stackFile()).not.toContain("very-secret");
    const refused = await api.call("PATCH", path, { jwt_exp: 900, saml_enabled: true });
    expect([refused.status, await refused.json()]).toEqual([400, { message: "This cannot be set here: saml_enabled. Nothing was changed." }]); // prettier-ignore
    expect(api.stackFile()).not.toContain("jwtExpiry");
  });

  it("say in the list what a PUT of Postgres' settings leaves out no longer counts", async () => {
    const path = `/v1/projects/${ref}/config/database/postgres`;
    expect(await (await api.call("GET", path)).json()).toEqual({ work_mem: "4MB", max_connections: 50 });
    const put = await api.call("PUT", path, { max_connections: 60 });
    expect(await put.json()).toEqual({ max_connections: 60 });
    expect(api.stackFile()).not.toContain("work_mem");
  });
});

/** A group with another key than those that are described is wrong, too: the document would not tell of it. */
function strictly(schema: unknown): object {
  if (typeof schema !== "object" || schema === null) return {};
  const inner = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, typeof value === "object" && value !== null ? (Array.isArray(value) ? value.map((each: unknown) => (typeof each === "object" ? strictly(each) : each)) : strictly(value)) : value]), // prettier-ignore
  );
  return "properties" in schema && !("additionalProperties" in schema)
    ? { ...inner, additionalProperties: false }
    : inner;
}
