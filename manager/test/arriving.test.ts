import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { apiKey, lifetime } from "../../components/keys";
import { fitting } from "../operations/arriving/entry";
import { ownVariables, publicName } from "../operations/arriving/extras";
import { readProject } from "../operations/arriving/project";
import { secretsOf } from "../operations/arriving/secrets";
import { knownServices } from "../operations/arriving/services";
import { settingsOf } from "../operations/arriving/settings";
import { interpolate, readEnv } from "../operations/arriving/variables";

describe("variables of an install", () => {
  it.each([
    ["A=plain # a comment", "plain"],
    ["A=with#hash", "with#hash"],
    ["A='it is $B \"so\"'", 'it is $B "so"'],
    ['A="two\\nlines \\$B $C"', "two\nlines $B see"],
    ["export A=b", "b"],
    ["A=", ""],
    ["A='line 1\nline 2'", "line 1\nline 2"],
    ["A=${C}-${D:-else}", "see-else"],
  ])("reads %s as Compose does", (line, value) => {
    expect(readEnv(`C=see\n${line}\n`).get("A")).toBe(value);
  });

  it.each([
    ["$A", "a"],
    ["${A}", "a"],
    ["${NONE:-b}", "b"],
    ["${EMPTY-b}", ""],
    ["${EMPTY:-b}", "b"],
    ["${NONE:-${A}}", "a"],
    ["${A:+b}", "b"],
    ["$$A", "$A"],
    ["${NONE}", ""],
  ])("fills in %s", (text, value) => {
    expect(interpolate(text, new Map([["A", "a"], ["EMPTY", ""]]))).toBe(value); // prettier-ignore
  });
});

describe("a project in a folder", () => {
  const folders: string[] = [];
  const project = (files: Readonly<Record<string, string>>) => {
    const folder = mkdtempSync(join(tmpdir(), "fleet-install-"));
    folders.push(folder);
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return readProject(folder);
  };
  afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true })));

  it("finds folders, volumes of the project and volumes of others", () => {
    const { services, folder } = project({
      "docker-compose.yml": `
name: mine
services:
  db: { image: "supabase/postgres:15.8.1.085", volumes: ["./volumes/db/data:/var/lib/postgresql/data:Z", "db-config:/etc/postgresql-custom"] }
  storage: { volumes: [{ type: volume, source: files, target: /var/lib/storage }] }
volumes: { db-config: , files: { external: true, name: "\${FILES}" } }`,
      ".env": "FILES=shared\n",
    });
    expect(services.get("db")?.mounts).toEqual([
      { kind: "folder", source: join(folder, "volumes/db/data"), target: "/var/lib/postgresql/data" },
      { kind: "volume", source: "mine_db-config", target: "/etc/postgresql-custom" },
    ]);
    expect(services.get("storage")?.mounts).toMatchObject([{ kind: "volume", source: "shared" }]);
  });

  it("lays the files of COMPOSE_FILE over each other", () => {
    const { services } = project({
      "docker-compose.yml": "services: { api-gw: { image: envoy }, db: { image: a, environment: { X: 1 } } }",
      "docker-compose.pg15.yml": "services: { db: { image: b, environment: [Y=2] } }",
      ".env": "COMPOSE_FILE=docker-compose.yml:docker-compose.pg15.yml\n",
    });
    expect(services.get("db")).toMatchObject({ image: "b", environment: new Map([["X", "1"], ["Y", "2"]]) }); // prettier-ignore
    expect(services.has("api-gw")).toBe(true);
  });

  it("takes a setting from the service where somebody wrote it by hand", () => {
    const found = project({
      "compose.yaml": `services: { auth: { environment: { GOTRUE_SITE_URL: "https://by.hand", GOTRUE_DISABLE_SIGNUP: "true", GOTRUE_EXTERNAL_GITHUB_SECRET: abc } } }`,
      ".env": "SITE_URL=https://ignored.example.com\n",
    });
    const services = knownServices(found);
    expect(settingsOf(found, services)).toMatchObject([
      { path: "auth.siteUrl", value: "https://by.hand" },
      { path: "auth.enableSignup", value: false },
    ]);
    expect(ownVariables(services)).toEqual([
      { variable: "GOTRUE_EXTERNAL_GITHUB_SECRET", path: "env.auth.GOTRUE_EXTERNAL_GITHUB_SECRET", value: "abc", secret: true }, // prettier-ignore
    ]);
  });

  it("says that there is none", () => {
    expect(() => project({})).toThrow(/holds no Compose project/);
  });

  it.each([
    ["https://blog.fleet.test", []],
    ["https://news.fleet.test", [["subdomain", "news"]]],
    ["https://api.example.com", [["customDomains", ["api.example.com"]]]],
    ["http://localhost:8000", []],
  ])("keeps the name %s where the list can", (address, expected) => {
    const found = project({ "compose.yaml": "services: {}", ".env": `SUPABASE_PUBLIC_URL=${address}\n` });
    const host = { name: "local", edge: { mode: "managed" } } as never; // all that is asked of it
    const { carried } = publicName(found, { name: "blog", domain: "fleet.test", host });
    expect(carried.map(({ path, value }) => [path, value])).toEqual(expected);
  });
});

describe("secrets of an install", () => {
  const jwtSecret = "a-secret-of-somebody-that-is-long-enough";
  const life = lifetime("2025-01-01", 5);

  it("stay where the list accepts them", async () => {
    const anon = await apiKey("anon", jwtSecret, life);
    const { kept, rotated } = secretsOf(new Map([["JWT_SECRET", jwtSecret], ["ANON_KEY", anon]])); // prettier-ignore
    expect([...kept.keys()]).toEqual(["jwtSecret", "anonKey"]);
    expect(rotated).toEqual([]);
  });

  it("go with the demo secret that they were signed with, and each says what ends", async () => {
    const demo = "your-super-secret-jwt-token-with-at-least-32-characters-long";
    const anon = await apiKey("anon", demo, life);
    const { kept, rotated } = secretsOf(new Map([["JWT_SECRET", demo], ["ANON_KEY", anon], ["POSTGRES_PASSWORD", "your-super-secret-and-long-postgres-password"]])); // prettier-ignore
    expect([...kept.keys()]).toEqual([]);
    expect(rotated.map(({ variable }) => variable)).toEqual(["POSTGRES_PASSWORD", "JWT_SECRET", "ANON_KEY"]);
    for (const { ends, reason } of rotated) expect([ends, reason]).not.toContain("");
    expect(JSON.stringify(rotated)).not.toContain(demo);
  });
});

describe("settings that do not fit", () => {
  const carried = (path: string, value: unknown) => ({ variable: path.toUpperCase(), path, value, secret: false });

  it("are named with the reason, and the others stay", () => {
    const { fit, refused } = fitting("blog", [carried("auth.siteUrl", "no address"), carried("auth.jwtExpiry", 1800)]);
    expect(fit.map(({ path }) => path)).toEqual(["auth.jwtExpiry"]);
    expect(refused).toEqual([{ variable: "AUTH.SITEURL", why: expect.stringContaining("should be an address") }]);
  });

  it("are left out without a word when they are the default", () => {
    expect(fitting("blog", [carried("auth.jwtExpiry", 3600)])).toEqual({ fit: [], refused: [] });
  });
});
