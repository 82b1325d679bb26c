import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { refOf } from "../../components/config/ref";
import { journalOf } from "../operations/move/journal";
import { type Managed, managed } from "./support/managed";

const ref = refOf("blog");
const project = `/v1/projects/${ref}`;

/** Every write that takes a body, with one that is right, whose fields are then made wrong. */
const writes: readonly (readonly [string, string, unknown])[] = [
  ["POST", "/v1/projects", { name: "other", organization_slug: "fleet", db_pass: "longenough1", region: "eu", region_selection: { type: "specific", code: "eu" }, desired_instance_size: "small" }],
  ["POST", `${project}/secrets`, [{ name: "A", value: "1" }]],
  ["DELETE", `${project}/secrets`, ["A"]],
  ["POST", `${project}/database/query`, { query: "select 1", parameters: [1], read_only: true }],
  ["POST", `${project}/database/query/read-only`, { query: "select 1" }],
  ["POST", `${project}/database/migrations`, { query: "select 1", name: "one" }],
  ["PATCH", `${project}/database/password`, { password: "longenough1" }],
  ["POST", `/v2/projects/${ref}/backups/download`, { data: { type: "project_backup_file_url", id: 1 } }],
  ["POST", `${project}/cli/login-role`, { read_only: true }],
  ["PUT", `${project}/functions`, [{ slug: "hello" }]],
  ["POST", `${project}/branches`, { branch_name: "b", git_branch: "b", persistent: true, with_data: false, is_default: false }],
  ["POST", `/v1/branches/${ref}/merge`, {}],
  ["POST", `/v1/branches/${ref}/push`, {}],
  ["DELETE", `${project}/network-bans`, { ipv4_addresses: ["192.0.2.1"] }],
  ["POST", `${project}/database/backups/restore-pitr`, { recovery_time_target_unix: 1 }],
  ["POST", `${project}/database/backups/restore`, { id: 1 }],
  ["PATCH", `${project}/config/auth`, { site_url: "https://a.example.com", uri_allow_list: "https://a.example.com", disable_signup: true, jwt_exp: 900, smtp_port: "25", smtp_pass: "x", external_google_enabled: true, external_google_client_id: "x", mailer_subjects_invite: "x", external_google_secret: "x", saml_enabled: true }],
  ["PATCH", `${project}/postgrest`, { db_schema: "public", db_extra_search_path: "public", max_rows: 5, db_pool: 5 }],
  ["PATCH", `${project}/config/realtime`, { max_concurrent_users: 5, private_only: true, suspend: true }],
  ["PATCH", `${project}/config/storage`, { fileSizeLimit: 5, features: { imageTransformation: { enabled: false }, vectorBuckets: { enabled: true } } }],
  ["PUT", `${project}/config/database/postgres`, { max_connections: 90, work_mem: "4MB", track_commit_timestamp: true, restart_database: true }],
  ["PATCH", `${project}/config/database/pooler`, { default_pool_size: 5, pool_mode: "transaction" }],
  ["PUT", `${project}/ssl-enforcement`, { requestedConfig: { database: true } }],
  ["POST", `${project}/custom-hostname/initialize`, { custom_hostname: "api.example.com" }],
]; // prettier-ignore

/** Wrong in any field. Lists of them stand for what clients and attackers send. */
const wrong: readonly unknown[] = [
  { a: { b: 1 } },
  [[]],
  "\0",
  "\n- name: evil\n",
  "../../etc/passwd",
  "$(touch /tmp/x)`'\";--",
  "x".repeat(6_000_000),
  -1,
  1e99,
  0.5,
  true,
];

/** The body with one field after the other replaced; `undefined` leaves it out. */
function* spoiled(body: unknown, value: unknown): Generator<unknown> {
  if (typeof body !== "object" || body === null) return;
  for (const [key, inner] of Object.entries(body)) {
    const copy: unknown = Array.isArray(body) ? [...body] : { ...body };
    Reflect.set(copy as object, key, value); // a copy of a group or a list
    yield copy;
    for (const deeper of spoiled(inner, value)) {
      const outer: unknown = Array.isArray(body) ? [...body] : { ...body };
      Reflect.set(outer as object, key, deeper); // as above
      yield outer;
    }
  }
}

describe("bad input to the Management API", { timeout: 300_000 }, () => {
  let api: Managed;
  let token = "";
  beforeAll(() => {
    api = managed([{ name: "blog", state: "paused" }]);
    token = api.token("admin", ["blog", "other"]);
    // What gets past every check of its form is refused here, at the last moment before something is written.
    const entry = { from: "local", to: "far", since: "2026-01-01T00:00:00Z", phase: "copy", old: {}, placed: {} } as const; // prettier-ignore
    for (const name of ["blog", "other"]) journalOf(api.workspace).set(name, entry);
  });
  afterAll(() => api.remove());

  it.each(writes)("%s %s refuses what is no body", async (method, path) => {
    for (const body of [null, 1, "text", true]) {
      const answer = await api.call(method, path, body);
      expect(answer.status, JSON.stringify(body)).toBe(400);
      expect(await answer.json()).toEqual({ message: expect.stringMatching(/\w/) });
    }
  });

  it.each(writes)("%s %s refuses every field that is wrong, and never changes anything", async (method, path, body) => {
    const before = api.stackFile();
    for (const value of wrong)
      for (const bad of spoiled(body, value)) {
        const answer = await api.call(method, path, bad, token);
        const said = JSON.stringify(bad).slice(0, 200);
        expect(answer.status, said).toBeLessThan(500);
        if (answer.status >= 400) expect(await answer.json(), said).toMatchObject({ message: expect.stringMatching(/\w/) }); // prettier-ignore
        expect(api.stackFile(), said).toBe(before);
      }
  });

  it("knows no project, function, branch or key of a name that is wrong", async () => {
    for (const id of ["x", "..%2f..", "%00", "a".repeat(5000), "main"]) {
      for (const path of [
        `/v1/projects/${id}`,
        `${project}/functions/${id}`,
        `${project}/functions/${id}/body`,
        `/v1/branches/${id}`,
        `${project}/api-keys/${id}`,
      ]) {
        // prettier-ignore
        const answer = await api.call("GET", path);
        expect([400, 404, 409], path.slice(0, 80)).toContain(answer.status);
      }
    }
  });

  it("refuses queries that are wrong", async () => {
    for (const query of [
      "health?services=evil",
      "analytics/endpoints/logs?sql=drop",
      "types/typescript?included_schemas=,",
      "analytics/endpoints/logs?iso_timestamp_start=yesterday",
    ])
      // prettier-ignore
      expect((await api.call("GET", `${project}/${query}`)).status, query).toBe(400);
  });

  it("refuses a deployment that is no form, or has wrong parts", async () => {
    const url = await api.listen();
    const send = async (body: FormData | string, slug = "hello") =>
      (await fetch(`${url}${project}/functions/deploy?slug=${slug}`, { method: "POST", headers: { authorization: `Bearer ${api.admin}` }, body })).status; // prettier-ignore
    const form = (metadata: unknown, path = "index.ts") => {
      const made = new FormData();
      made.set("metadata", typeof metadata === "string" ? metadata : JSON.stringify(metadata));
      made.set("file", new File(["x"], path));
      return made;
    };
    expect(await send("text")).toBe(400);
    expect(await send(form("no JSON"))).toBe(400);
    expect(await send(form({}))).toBe(400);
    expect(await send(form({ entrypoint_path: "other.ts" }))).toBe(400);
    expect(await send(form({ entrypoint_path: "../index.ts" }, "../index.ts"))).toBe(400);
    for (const slug of ["main", "", "a/b", "..", "1", "ä"]) expect(await send(form({ entrypoint_path: "index.ts" }), encodeURIComponent(slug)), slug).toBe(400); // prettier-ignore
  });
});
