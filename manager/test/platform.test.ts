import { readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type NewToken, createToken } from "../operations/access/tokens";
import { readAudit } from "../operations/audit";
import { Jobs } from "../operations/jobs";
import { reachingOut } from "../operations/settings/change";
import { writtenSettings } from "../operations/settings/written";
import type { Workspace } from "../operations/workspace";
import { createApp } from "../serve/app";
import { emptyWorkspace } from "./support/emptyWorkspace";

const list = `config:
  supabase-fleet:domain: fleet.test
  supabase-fleet:hosts:
    local:
      docker: tcp://127.0.0.1:1
      edge: { mode: none }
  supabase-fleet:defaults:
    auth: { smtp: { host: mail.test, adminEmail: a@mail.test, password: given-in-plain-text } }
  supabase-fleet:instances:
    - name: blog
      auth: { siteUrl: https://blog.test }
      functions: { env: { STRIPE: sk_live_1, MAILS: { file: /etc/mails } } }
    - name: shop
`;

interface Parameter {
  readonly name: string;
  readonly in: "path" | "query";
  readonly schema: { readonly type?: string };
}
interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: { readonly "application/json": { readonly schema: Shape } } };
}
interface Shape {
  readonly $ref?: string;
  readonly allOf?: readonly Shape[];
  readonly properties?: Readonly<Record<string, Shape>>;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Shape>> };
}

describe("the platform API", () => {
  let workspace: Workspace;
  let jobs: Jobs;
  let app: ReturnType<typeof createApp>;
  let admin: Record<string, string>;
  const bearer = (wanted: Partial<NewToken> = {}) => {
    const { token } = createToken(workspace, { name: "ci", scope: "admin", ...wanted });
    return { authorization: `Bearer ${token}`, "content-type": "application/json" };
  };
  const call = async (method: string, path: string, headers = admin, body?: unknown) =>
    await app.request(path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  const documented = async () => (await (await call("GET", "/openapi.json")).json()) as Document;

  beforeEach(() => {
    workspace = emptyWorkspace();
    writeFileSync(workspace.stackFile, list);
    jobs = new Jobs();
    app = createApp({ workspace, jobs });
    admin = bearer();
  });
  afterEach(() => rmSync(workspace.folder, { recursive: true, force: true }));

  it("describes every route in a document of the schemas that it checks with", async () => {
    const { paths, components } = await documented();
    expect(Object.keys(paths)).toEqual(expect.arrayContaining(["/platform/projects", "/platform/projects/{id}", "/platform/projects/{id}/settings", "/platform/projects/{id}/restore", "/platform/jobs/{job}"])); // prettier-ignore
    expect(components.schemas).toHaveProperty("Plan");
  });

  const wrong: readonly unknown[] = [null, 7, true, [], [1], { a: 1 }, "", "x".repeat(20_000), "../../etc/passwd", "\u0000", "; rm -rf /"]; // prettier-ignore

  it("refuses whatever is wrong in any field, says why, and changes nothing", async () => {
    const { paths, components } = await documented();
    const properties = ({ $ref, allOf = [], properties: own = {} }: Shape): Readonly<Record<string, Shape>> =>
      $ref === undefined
        ? Object.assign({}, ...allOf.map(properties), own)
        : properties(components.schemas[$ref.split("/").at(-1) ?? ""] ?? {});
    const answers: string[] = [];
    const refused = async (what: string, answer: Response) => {
      const { message } = (await answer.json()) as { message?: unknown };
      if (answer.status < 400 || answer.status >= 500 || typeof message !== "string" || message === "")
        answers.push(`${what}: ${answer.status} ${String(message)}`);
    };
    for (const [path, operations] of Object.entries(paths).filter(([each]) => each.startsWith("/platform/")))
      for (const [method, { parameters = [], requestBody }] of Object.entries(operations)) {
        const at = (names: Readonly<Record<string, string>>) =>
          path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(names[name] ?? "blog"));
        for (const { name } of parameters.filter((each) => each.in === "path"))
          // What was done to an instance is told after its end too.
          for (const value of [
            "UPPER",
            "x".repeat(60),
            "-",
            "../..",
            "a b",
            ...(path.endsWith("/audit") ? [] : ["none"]),
          ])
            await refused(
              `${method} ${path} ${name}=${value}`,
              await call(method.toUpperCase(), at({ [name]: value })),
            );
        if (requestBody === undefined) continue;
        const fields = Object.keys(properties(requestBody.content["application/json"].schema));
        expect(fields, `${method} ${path}`).not.toEqual([]);
        const bodies = [
          ...wrong,
          ...fields.flatMap((field) => wrong.map((value) => ({ [field]: value }))),
          { unknown: 1 },
        ];
        for (const body of bodies)
          await refused(`${method} ${path} ${JSON.stringify(body)?.slice(0, 80)}`, await call(method.toUpperCase(), at({ id: "none" }), admin, body)); // prettier-ignore
      }
    expect(answers).toEqual([]);
    expect(jobs.all).toEqual([]);
    expect(readFileSync(workspace.stackFile, "utf8")).toBe(list);
  }, 60_000);

  it.each(["tail=0", "tail=x", "tail=999999", `grep=${"x".repeat(201)}`, "since=never", "service=none"])("refuses logs with %s", async (query) => {
    for (const path of ["logs", "logs/stream"].slice(0, query.startsWith("service") ? 1 : 2))
      expect((await call("GET", `/platform/projects/blog/${path}?${query}`)).status).toBe(400);
  }); // prettier-ignore

  it.each([["none", 404], ["A%20b", 400]])("draws no traffic of %s", async (id, status) => {
    expect((await call("GET", `/platform/projects/${id}/traffic`)).status).toBe(status);
    const shop = bearer({ scope: "read", instances: ["shop"] });
    expect((await call("GET", "/platform/projects/blog/traffic", shop)).status).toBe(404);
  }); // prettier-ignore

  it("says where a body is no JSON", async () => {
    const answer = await app.request("/platform/projects", { method: "POST", headers: admin, body: "{" });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({ message: "Malformed JSON in request body" });
  });

  it("lets each scope do what is its own", async () => {
    const [read, operate] = [bearer({ scope: "read" }), bearer({ scope: "operate" })];
    const command = { service: "db", command: ["id"] };
    const status = async (...args: Parameters<typeof call>) => (await call(...args)).status;
    expect(await status("POST", "/platform/projects/blog/start", read)).toBe(403);
    expect(await status("POST", "/platform/projects/plan", read, { name: "new" })).toBe(403);
    expect(await status("PATCH", "/platform/projects/blog/settings", read, { settings: { size: "large" } })).toBe(403);
    expect(await status("POST", "/platform/projects/blog/exec", operate, command)).toBe(403);
    expect(await status("GET", "/platform/audit", operate)).toBe(403);
    expect(await status("GET", "/platform/projects/blog/keys?reveal=true", operate)).toBe(403);
    expect(await status("POST", "/platform/projects/blog/start", operate)).toBe(202);
    expect(await status("GET", "/platform/audit")).toBe(200);
  });

  it("lets nobody but an admin reach the server's files, variables and images by a setting", async () => {
    const operate = bearer({ scope: "operate" });
    for (const settings of [{ "auth.smtp.password": { file: "/etc/shadow" } }, { images: { db: "evil" } }, { "backup.store": { backend: "folder", path: "/" } }, { functions: { folder: "/" } }]) {
      const answer = await call("POST", "/platform/projects/blog/settings/plan", operate, { settings });
      expect([answer.status, await answer.json()]).toMatchObject([403, { message: expect.stringContaining("scope admin") }]);
    }
    expect(reachingOut({ "auth.siteUrl": "https://a.test", services: { mail: false } })).toEqual([]);
  }); // prettier-ignore

  it("does not tell a token's neighbours from nothing", async () => {
    const shop = bearer({ scope: "operate", instances: ["shop"] });
    const list = (await (await call("GET", "/platform/projects", shop)).json()) as { id: string }[];
    expect(list.map(({ id }) => id)).toEqual(["shop"]);
    const [other, none] = await Promise.all(["blog", "none"].map(async (id) => await (await call("POST", `/platform/projects/${id}/stop`, shop)).text())); // prettier-ignore
    expect(other?.replace("blog", "none")).toBe(none);
    expect((await call("POST", "/platform/projects", shop, { name: "fresh" })).status).toBe(403);
    await call("POST", "/platform/projects/blog/stop");
    expect(await (await call("GET", "/platform/jobs", shop)).json()).toEqual([]);
    expect((await call("GET", `/platform/jobs/${jobs.all[0]?.id}`, shop)).status).toBe(404);
    expect((await call("DELETE", `/platform/jobs/${jobs.all[0]?.id}`, shop)).status).toBe(404);
  });

  it("lets a token make no copy under a name that it is not good for", async () => {
    const shop = bearer({ scope: "operate", instances: ["shop"] });
    for (const path of ["restore/as", "restore/as/plan"])
      expect((await call("POST", `/platform/projects/shop/${path}`, shop, { name: "fresh" })).status).toBe(403);
    expect(jobs.all).toEqual([]);
  });

  it("tells a secret that was typed to nobody, and writes it into no list", async () => {
    const settings = { "auth.smtp.password": "a-typed-secret", "functions.env": { STRIPE: "[secret]", MAIL: "a-typed-secret" } }; // prettier-ignore
    const told = await (await call("POST", "/platform/projects/blog/settings/plan", admin, { settings })).text();
    expect(told).toContain('"edited":true');
    expect(told).not.toMatch(/a-typed-secret|sk_live_1/);
    const job = await (await call("PATCH", "/platform/projects/blog/settings", admin, { settings, plan: "0".repeat(16) })).text(); // prettier-ignore
    expect(job).toContain("The plan has become another");
    expect(readFileSync(workspace.stackFile, "utf8")).toBe(list);
    expect(readdirSync(join(workspace.folder, ".supabase-fleet/given"))).toEqual([]);
  });

  it("takes on once what is sent twice with one key", async () => {
    const send = async (key: string, headers = admin, path = "start") =>
      await call("POST", `/platform/projects/blog/${path}`, { ...headers, "idempotency-key": key });
    const first = (await (await send("a")).json()) as { id: string };
    expect(await (await send("a")).json()).toMatchObject({ id: first.id });
    expect(jobs.all).toHaveLength(1);
    expect((await send("a", admin, "stop")).status).toBe(422);
    expect((await send("x".repeat(201))).status).toBe(400);
    expect((await send("a", bearer())).status).toBe(202);
    expect(jobs.all).toHaveLength(2);
  });

  it("stops a caller that asks without end, and nobody else", async () => {
    const busy = bearer({ scope: "read" });
    const answers = await Promise.all(Array.from({ length: 601 }, async () => (await call("GET", "/platform/jobs", busy)).status)); // prettier-ignore
    expect(answers.filter((status) => status === 429)).toHaveLength(1);
    expect((await call("GET", "/platform/jobs")).status).toBe(200);
  });

  it("tells nobody what the list holds in secret", async () => {
    const { own, defaults } = writtenSettings(workspace, "blog");
    expect(own).toEqual({ auth: { siteUrl: "https://blog.test" }, functions: { env: { STRIPE: "[secret]", MAILS: { file: "/etc/mails" } } } }); // prettier-ignore
    expect(defaults).toMatchObject({ auth: { smtp: { password: "[secret]" } } });
    for (const path of ["projects", "projects/blog/settings", "jobs", "audit", "choices", "projects/blog/audit"]) {
      const text = await (await call("GET", `/platform/${path}`)).text();
      expect(text).not.toMatch(/given-in-plain-text|sk_live_1|sbp_/);
    }
  });

  it("notes who ran a command, and none of its words", async () => {
    await call("POST", "/platform/projects/blog/exec", admin, { service: "db", command: ["echo", "hunter2"] });
    expect(readAudit(workspace)).toMatchObject([{ user: "ci", job: "exec blog db" }]);
    const trail = (await (await call("GET", "/platform/projects/blog/audit")).json()) as object[];
    expect(trail).toMatchObject([{ user: "ci", job: "exec blog db" }]);
    expect(await (await call("GET", "/platform/projects/shop/audit")).json()).toEqual([]);
  });

  it("follows a job to its end", async () => {
    const { id } = (await (await call("POST", "/platform/projects/blog/start")).json()) as { id: string };
    const events = await (await call("GET", `/platform/jobs/${id}/events`)).text();
    expect(events).toMatch(/event: job\ndata: .*"state":"failed".*does not answer/);
    expect(await (await call("GET", `/platform/jobs/${id}`)).json()).toMatchObject({ state: "failed", user: "ci" });
  });

  it("tells who watches the fleet as it is, as far as it is theirs", async () => {
    const watch = async (headers: Record<string, string>) => {
      const stream = (await call("GET", "/platform/events", headers)).body?.pipeThrough(new TextDecoderStream());
      if (stream == null) throw new Error("no stream");
      let text = "";
      for await (const piece of stream) if (/event: fleet\n.*\n/.test((text += piece))) break;
      return JSON.parse(/event: fleet\ndata: (.*)\n/.exec(text)?.[1] ?? "") as { hosts: object[]; projects: object[] };
    };
    expect(await watch(admin)).toMatchObject({ hosts: [{ answers: false }], projects: [{ id: "blog", state: "UNKNOWN" }, { id: "shop" }] }); // prettier-ignore
    expect(await watch(bearer({ scope: "read", instances: ["shop"] }))).toMatchObject({ hosts: [], projects: [{ id: "shop" }] }); // prettier-ignore
  });

  it("asks for the name before it deletes", async () => {
    const answer = await call("DELETE", "/platform/projects/blog?confirm=shop");
    expect([answer.status, await answer.json()]).toEqual([400, { message: "This deletes its data for good: repeat its name, ?confirm=blog." }]); // prettier-ignore
  });
});
