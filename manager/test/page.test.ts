import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { stackSchema } from "../operations/settings/schema";
import { pageRoutes } from "../serve/page/routes";

const folder = join(__dirname, "../serve/page/app");
const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => /\.\w+$/.test(path));
const textOf = (path: string) => readFileSync(join(folder, path), "utf8");

describe("the files of the page", () => {
  const app = pageRoutes();

  it("are sent as what they are, and anew only when they have changed", async () => {
    const answer = await app.request("/");
    expect(answer.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(answer.headers.get("cache-control")).toBe("no-cache");
    const tag = answer.headers.get("etag") ?? "";
    expect((await app.request("/", { headers: { "if-none-match": tag } })).status).toBe(304);
  });
  it("are packed for a browser that can unpack them", async () => {
    const answer = await app.request("/page/main.js", { headers: { "accept-encoding": "gzip, br" } });
    expect(answer.headers.get("content-encoding")).toBe("gzip");
    expect(gunzipSync(await answer.arrayBuffer()).toString()).toBe(textOf("main.js"));
  });
  it("are all that is sent", async () => {
    for (const path of ["/page/none.js", "/page/../routes.ts", "/page/%2e%2e/routes.ts", "/page//etc/passwd"])
      expect((await app.request(path)).status, path).toBe(404);
  });
  it("import nothing that is not there, and nothing from another host", async () => {
    const imports = files.filter((path) => path.endsWith(".js")).flatMap((path) => [...textOf(path).matchAll(/(?:^import|^} )[^;]*from "([^"]+)";$/gm)].map(([, from]) => from ?? "")); // prettier-ignore
    const linked = [...textOf("index.html").matchAll(/(?:src|href)="([^"]+)"/g)].map(([, from]) => from ?? "");
    expect(imports.length).toBeGreaterThan(50);
    for (const path of new Set([...imports, ...linked])) expect((await app.request(path)).status, path).toBe(200);
  });
  it("name every field that is given to people who cannot see it", () => {
    for (const path of files.filter((each) => each.endsWith(".js")))
      for (const [, tag = ""] of textOf(path).matchAll(/(<button[^>]*class="bare"[^>]*>)/g))
        expect(tag, path).toContain("aria-label");
  });
  it("have a form for every setting that no other screen has", async () => {
    const module = "../serve/page/app/settings/schema.js"; // plain JavaScript, which no types are known of
    const { sections } = (await import(module)) as { sections: (root: object) => Record<string, { path: string }[]> };
    const fields = Object.values(sections(stackSchema())).flatMap((group) => group.map(({ path }) => path));
    expect(new Set(fields).size).toBe(fields.length);
    expect(fields).toEqual(expect.arrayContaining(["subdomain", "services.mail", "auth.siteUrl", "auth.smtp.host", "auth.providers.apple.secret", "backup.store", "rest.maxRows", "env.auth"])); // prettier-ignore
    const first = new Set(fields.map((path) => path.split(".")[0]));
    const elsewhere = ["host", "moving", "secrets", "rotation", "state", "subnet"];
    expect([...first, ...elsewhere].sort()).toEqual(Object.keys(stackSchema().definitions?.settings?.properties ?? {}).sort()); // prettier-ignore
  });
  it("have a form of its own for every kind of setting, and hide what is typed into that of a secret", async () => {
    const module = "../serve/page/app/settings/schema.js"; // plain JavaScript, which no types are known of
    const { sections, formOf, resolved } = (await import(module)) as { sections: (root: object) => Record<string, { path: string; node: object }[]>; formOf: (raw: object, node: object) => string; resolved: (root: object, node: object) => object }; // prettier-ignore
    const fields = Object.values(sections(stackSchema())).flat();
    const forms = new Map(fields.map(({ path, node }) => [path, formOf(node, resolved(stackSchema(), node))]));
    expect([...forms].filter(([, form]) => form === "json")).toEqual([]);
    const some = ["auth.smtp.password", "backup.store", "storage.store", "functions.env", "env.auth", "database.initSql", "database.major", "ports.database"]; // prettier-ignore
    expect(some.map((path) => forms.get(path))).toEqual(["secret", "kinds", "kinds", "named", "named", "words", "choice", "text"]); // prettier-ignore
    expect(textOf("settings/sourced.js")).toMatch(/type=\$\{shown \? "text" : "password"\}/);
  });
  it("weigh little", async () => {
    const sizes = await Promise.all(
      [...files.map((path) => `/page/${path}`), "/page/lib/preact.js"].map(async (path) => (await (await app.request(path, { headers: { "accept-encoding": "gzip" } })).arrayBuffer()).byteLength), // prettier-ignore
    );
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(65_000);
  });
});
