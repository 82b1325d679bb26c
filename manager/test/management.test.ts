import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { dirname } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { refOf } from "../../components/config/ref";
import { kept } from "../operations/workspace";
import { type Managed, managed } from "./support/managed";

const ref = refOf("blog");
const project = `/v1/projects/${ref}`;

describe("a project's ref", () => {
  it("is 20 letters, the same for ever, and another for another name", () => {
    expect(ref).toMatch(/^[a-z]{20}$/);
    expect(refOf("blog")).toBe(ref);
    expect(refOf("shop")).not.toBe(ref);
    expect(ref).toBe("ydkyrfxezivqkbxkzkea");
  });
});

describe("the Management API", { timeout: 120_000 }, () => {
  let api: Managed;
  beforeAll(
    () =>
      (api = managed([
        { name: "blog", functions: { env: { PLAIN: "text" } } },
        { name: "shop", state: "paused" },
      ])),
  );
  afterAll(() => api.remove());
  const json = async (...call: Parameters<Managed["call"]>) => {
    const answer = await api.call(...call);
    return { status: answer.status, body: (await answer.json()) as unknown };
  };

  it("knows a caller by the token, and nobody without", async () => {
    expect(await json("GET", "/v1/profile")).toEqual({ status: 200, body: { gotrue_id: "tester", primary_email: "tester@fleet.invalid", username: "tester" } }); // prettier-ignore
    expect(await json("GET", "/v1/profile", undefined, "sbp_0")).toMatchObject({ status: 401, body: { message: expect.any(String) } }); // prettier-ignore
  });

  it("is one organization", async () => {
    const { body } = await json("GET", "/v1/organizations");
    expect(body).toEqual([{ id: "fleet", slug: "fleet", name: "test" }]);
    expect(await json("GET", "/v1/organizations/fleet")).toMatchObject({ body: { plan: "free", opt_in_tags: [] } });
    expect(await json("GET", "/v1/organizations/other")).toMatchObject({ status: 404 });
    const { body: regions } = await json("GET", "/v1/projects/available-regions");
    expect(regions).toMatchObject({ all: { specific: [{ code: "local" }] } });
  });

  it("takes a write of network restrictions that changes nothing, and says of any other who does that", async () => {
    const path = `${project}/network-restrictions`;
    const asIs = { dbAllowedCidrs: ["0.0.0.0/0"], dbAllowedCidrsV6: ["::/0"] };
    const { body } = await json("GET", path);
    expect(await json("POST", `${path}/apply`, asIs)).toEqual({ status: 201, body });
    expect(await json("PATCH", path, { add: asIs })).toEqual({ status: 200, body });
    const refused = { status: 400, body: { message: expect.stringContaining("firewall") } };
    for (const change of [
      { dbAllowedCidrs: ["10.0.0.0/8"] },
      { ...asIs, dbAllowedCidrsV6: [] },
      { dbAllowedCidrs: [] },
      {},
    ])
      expect(await json("POST", `${path}/apply`, change)).toMatchObject(refused);
    expect(await json("PATCH", path, { add: { dbAllowedCidrs: ["10.0.0.0/8"] } })).toMatchObject(refused);
  });

  it("lists projects, and to a token of one instance that one alone", async () => {
    const { body } = await json("GET", "/v1/projects");
    expect(body).toMatchObject([{ ref, id: ref, name: "blog", region: "local" }, { name: "shop" }]);
    const token = api.token("read", ["shop"]);
    expect((await json("GET", "/v1/projects", undefined, token)).body).toMatchObject([{ name: "shop" }]);
    expect(await json("GET", project, undefined, token)).toEqual({ status: 404, body: { message: `There is no project "${ref}".` } }); // prettier-ignore
  });

  it("gives keys, the secret ones on request of an admin alone", async () => {
    const { body } = await json("GET", `${project}/api-keys`);
    expect(body).toMatchObject([
      { name: "anon", type: "legacy", id: "anon" },
      { name: "service_role", type: "legacy", api_key: null },
      { name: "default", type: "publishable", api_key: expect.stringMatching(/^sb_publishable_/) },
      { name: "default", type: "secret", api_key: "sb_secret_······", secret_jwt_template: { role: "service_role" } },
    ]);
    expect(await json("GET", `${project}/api-keys?reveal=true`, undefined, api.token("operate"))).toMatchObject({ status: 403 }); // prettier-ignore
  });

  it("keeps the functions' secrets out of the stack file, and tells their hashes", async () => {
    const sent = [{ name: "STRIPE", value: "sk_live_1" }, { name: "OTHER", value: "two\nlines" }]; // prettier-ignore
    const before = api.applied();
    const answer = await api.call("POST", `${project}/secrets`, sent);
    expect([answer.status, answer.headers.get("content-length"), await answer.text()]).toEqual([201, "0", ""]);
    expect(api.applied()).toBe(before + 1);
    expect(api.stackFile()).not.toContain("sk_live_1");
    const hash = (text: string) => createHash("sha256").update(text).digest("hex");
    expect((await json("GET", `${project}/secrets`)).body).toEqual([
      { name: "OTHER", value: hash("two\nlines") },
      { name: "PLAIN", value: hash("text") },
      { name: "STRIPE", value: hash("sk_live_1") },
    ]);
  });

  it("forgets the file of a secret that was given anew or taken away", async () => {
    const files = () => readdirSync(dirname(kept(api.workspace, "given", "x")));
    await api.call("POST", `${project}/secrets`, [{ name: "STRIPE", value: "sk_live_2" }]);
    expect(files().filter((name) => name.includes("STRIPE"))).toHaveLength(1);
    expect((await api.call("DELETE", `${project}/secrets`, ["STRIPE", "OTHER", "NOBODY"])).status).toBe(200);
    expect(files()).toEqual([]);
    expect((await json("GET", `${project}/secrets`)).body).toMatchObject([{ name: "PLAIN" }]);
  });

  it("creates a project with the password that was asked for, and deletes it", async () => {
    const wanted = { name: "mgmt-new", organization_slug: "fleet", db_pass: "longenough1", region: "us-east-1" };
    const created = await json("POST", "/v1/projects", wanted);
    expect(created).toMatchObject({
      status: 201,
      body: { ref: refOf("mgmt-new"), name: "mgmt-new", status: "COMING_UP" },
    });
    expect(api.stackFile()).not.toContain("longenough1");
    await expect.poll(() => api.jobs.all.map(({ state }) => state).at(-1), { timeout: 60_000 }).toBe("done");
    expect(await json("POST", "/v1/projects", wanted)).toMatchObject({ status: 400, body: { message: expect.stringContaining("already") } }); // prettier-ignore
    const { created_at: at } = created.body as { created_at: string }; // as every project
    expect(await json("GET", `/v1/projects/${refOf("mgmt-new")}`)).toMatchObject({ body: { created_at: at } });
    const deleted = await json("DELETE", `/v1/projects/${refOf("mgmt-new")}`);
    expect(deleted).toMatchObject({ status: 200, body: { id: expect.any(Number), name: "mgmt-new" } });
    expect(api.stackFile()).not.toContain("mgmt-new");
  });

  it("gives the database of a running project another password, out of the stack file's sight", async () => {
    const path = `${project}/database/password`;
    const before = api.applied();
    expect(await json("PATCH", path, { password: "another-one1" }, api.token("operate"))).toMatchObject({
      status: 403,
    });
    expect(await json("PATCH", `/v1/projects/${refOf("shop")}/database/password`, { password: "another-one1" })).toMatchObject({ status: 400 }); // prettier-ignore
    expect([api.applied(), api.stackFile()]).toEqual([before, expect.not.stringContaining("postgresPassword")]);
    expect(await json("PATCH", path, { password: "another-one1" })).toMatchObject({ status: 200, body: { message: expect.any(String) } }); // prettier-ignore
    expect([api.applied(), api.stackFile()]).toEqual([before + 1, expect.stringContaining("postgresPassword")]);
    expect(api.stackFile()).not.toContain("another-one1");
    const files = () => readdirSync(dirname(kept(api.workspace, "given", "x"))).filter((name) => name.includes("postgresPassword")); // prettier-ignore
    const [given] = files();
    await json("PATCH", path, { password: "and-another1" });
    expect(files()).toEqual([expect.not.stringMatching(new RegExp(`^${given}$`))]);
  });

  it("says what there is not here", async () => {
    const of = async (path: string) => (await json("GET", `${project}/${path}`)).body;
    expect(await of("jit-access")).toEqual({ state: "unavailable", unavailableReason: "platform_unsupported" });
    expect([await of("database/jit"), await of("database/jit/list")]).toEqual([{ user_roles: [] }, { items: [] }]);
    expect(await of("upgrade/status")).toEqual({ databaseUpgradeStatus: null });
    expect(await of("upgrade/eligibility")).toMatchObject({ eligible: false, current_app_version: expect.stringMatching(/^17\./), target_upgrade_versions: [] }); // prettier-ignore
  });

  it("tells Prometheus of one project alone", async () => {
    const path = `${project}/analytics/endpoints/metrics`;
    const answer = await api.call("GET", path);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, expect.stringMatching(/^text\/plain; version=0\.0\.4/)]); // prettier-ignore
    expect(await answer.text()).toContain("# TYPE supabase_fleet_");
    expect((await api.call("GET", path, undefined, api.token("read", ["shop"]))).status).toBe(404);
  });

  it("pauses and brings back through the list", async () => {
    expect((await api.call("POST", `${project}/pause`)).status).toBe(200);
    expect(api.stackFile()).toContain("state: paused");
    expect(await json("POST", `${project}/pause`)).toEqual({
      status: 400,
      body: { message: "blog is paused already." },
    });
    expect(await json("POST", `${project}/database/query`, { query: "select 1" })).toMatchObject({ status: 400 });
    expect((await api.call("POST", `${project}/restore`)).status).toBe(200);
    await expect.poll(() => api.stackFile().match(/state: paused/g)?.length, { timeout: 60_000 }).toBe(1);
  });

  it("makes a branch, a project of its own, and deletes it", async () => {
    const made = await json("POST", `${project}/branches`, { branch_name: "Feature/1", git_branch: "f1" });
    const branch = refOf("blog-feature-1");
    const shape = { name: "Feature/1", git_branch: "f1", project_ref: branch, parent_project_ref: ref, is_default: false, persistent: false, with_data: false }; // prettier-ignore
    expect(made).toMatchObject({ status: 201, body: { ...shape, status: "CREATING_PROJECT" } });
    expect((await json("GET", `${project}/branches`)).body).toMatchObject([{ name: "main", is_default: true }, shape]);
    expect(await json("POST", `${project}/branches`, { branch_name: "Feature/1" })).toMatchObject({ status: 400 });
    // There is no database here to read the parent's migrations from, and the branch says so.
    await expect.poll(() => api.jobs.all.map(({ state }) => state).at(-1), { timeout: 60_000 }).toBe("failed");
    expect(await json("GET", `${project}/branches/Feature%2F1`)).toMatchObject({ body: { status: "MIGRATIONS_FAILED" } }); // prettier-ignore
    expect(api.stackFile()).toContain("name: blog-feature-1");
    expect(await json("GET", `/v1/branches/${branch}`, undefined, api.token("read"))).toMatchObject({ status: 200, body: { ref: branch, db_user: "postgres" } }); // prettier-ignore
    const renamed = await json("PATCH", `/v1/branches/${branch}`, { branch_name: "other", persistent: true });
    expect(renamed).toMatchObject({ status: 200, body: { name: "other", persistent: true, git_branch: "f1" } });
    expect(await json("DELETE", `/v1/branches/${branch}`)).toEqual({ status: 200, body: { message: "ok" } });
    expect((await json("GET", `${project}/branches`)).body).toMatchObject([{ name: "main" }]);
    expect(api.stackFile()).not.toContain("blog-feature-1");
  });

  it("asks every write for its scope", async () => {
    const reader = api.token("read");
    const writes = [["POST", "/v1/projects"], ["DELETE", project], ["POST", `${project}/pause`], ["POST", `${project}/restart`], ["POST", `${project}/secrets`]] as const; // prettier-ignore
    for (const [method, path] of writes) expect((await api.call(method, path, {}, reader)).status, path).toBe(403);
    const operator = api.token("operate");
    expect((await api.call("POST", `${project}/database/query`, { query: "select 1" }, operator)).status).toBe(403);
  });
});
