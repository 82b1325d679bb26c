import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { parse } from "yaml";
import { type Settings, resolved, schemaErrors } from "./validator";

const stackFile: { config: Settings } = parse(readFileSync("Pulumi.cloud.yaml", "utf8"));
const folder = mkdtempSync(join(tmpdir(), "supabase-fleet-"));

/** The settings, with every variable set and every file below /run in a folder of the test. */
function prepared(): Settings {
  const text = JSON.stringify(stackFile.config, (key, value: unknown) => {
    if (typeof value !== "string") return value;
    if (key === "env") vi.stubEnv(value, `the value of ${value}`);
    if (key !== "file" || !value.startsWith("/run/")) return value;
    const path = join(folder, basename(value));
    writeFileSync(path, `the text of ${value}\n`);
    return path;
  });
  const settings: Settings = JSON.parse(text);
  return Object.fromEntries(
    Object.entries(settings).map(([key, value]) => [key.replace("supabase-fleet:", ""), value]),
  );
}

let settings: Settings;
beforeAll(() => {
  settings = prepared();
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

it("names the schema for editors", () => {
  const [first] = readFileSync("Pulumi.cloud.yaml", "utf8").split("\n");
  expect(first).toBe("# yaml-language-server: $schema=./schema/supabase-fleet.schema.json");
});

it("follows the schema", () => {
  expect(schemaErrors(stackFile)).toEqual([]);
});

it("is a fleet without problems", () => {
  const { fleet, problems } = resolved(settings);
  expect(problems).toEqual([]);
  expect(fleet?.instances.map(({ name, host }) => `${name} on ${host.name}`)).toEqual([
    "blog on web1",
    "shop on web1",
    "warehouse on web2",
  ]);
});

it("brings its function and its mail along", () => {
  const { fleet } = resolved(settings);
  const instances = new Map(fleet?.instances.map((instance) => [instance.name, instance]));
  expect(instances.get("warehouse")?.functionFiles.map(({ path }) => path)).toEqual(["hello/index.ts"]);
  expect(instances.get("shop")?.mailTemplates.confirmation).toContain("{{ .ConfirmationURL }}");
});

it("keeps no secret in its text", () => {
  const { problems } = resolved({ ...settings, instances: withoutReferences(settings.instances) });
  expect(problems).toEqual([]);
  expect(JSON.stringify(stackFile)).not.toMatch(/"(secret|password|accessKeyId|secretAccessKey)":"/);
});

/** The instances with each secret as text, which is what Pulumi hands over for an encrypted one. */
function withoutReferences(instances: unknown): unknown {
  return JSON.parse(JSON.stringify(instances), (_key, value: unknown) => {
    const reference = typeof value === "object" && value !== null && ("env" in value || "file" in value);
    return reference && Object.values(value).every((inner) => typeof inner === "string" && !inner.includes("examples"))
      ? "a secret text"
      : value;
  });
}

it.each([
  ["a misspelled setting", { instances: [{ name: "blog", gatway: "kong" }] }],
  ["a setting in the wrong group", { instances: [{ name: "blog", auth: { maxRows: 10 } }] }],
  ["a misspelled default", { defaults: { loglevel: "warn" } }],
  ["a misspelled setting of a host", { hosts: { web1: { edge: { mod: "managed" } } } }],
])("would be refused with %s", (_what, change) => {
  const config = Object.fromEntries(Object.entries(change).map(([key, value]) => [`supabase-fleet:${key}`, value]));
  expect(schemaErrors({ ...stackFile, config: { ...stackFile.config, ...config } })).not.toEqual([]);
  expect(resolved({ ...settings, ...change }).problems).not.toEqual([]);
});
