import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { envoyConfig } from "../../components/services/envoy";
import { kongConfig } from "../../components/services/kong";
import { vector } from "../../components/services/vector";
import * as keys from "../../components/keys";
import type { InstanceSpec, Secrets } from "../../components/spec";
import { instanceUrls } from "../../components/urls";
import { secretsOf } from "../support/fixtures";
import { settled } from "../support/mocks";
import { type Config, blog } from "../config/given";
import { around, cases } from "./attempts";
import { specFrom } from "./frame";

let secrets: Secrets;
beforeAll(async () => {
  secrets = await secretsOf();
});

/** Names of all keys of a document, in their places; lists with their lengths. */
function skeleton(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(skeleton);
  if (typeof value !== "object" || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, skeleton(inner)]));
}

const gateways = { envoy: envoyConfig, kong: kongConfig } as const;

async function gatewayText(kind: keyof typeof gateways, instance: InstanceSpec, more: Partial<Secrets> = {}) {
  return await settled(gateways[kind](instance, { ...secrets, ...more }, instanceUrls(instance)));
}

/** The longest of what the schema takes, where a longer or a stranger text would break out. */
const odd: readonly [string, Config][] = [
  ["a domain of many labels", { ...blog(), domain: `${"a-1.".repeat(40)}example` }],
  ["a subdomain of digits and hyphens", blog({ subdomain: "1--2-3" })],
  ["a gateway on every address", blog({ ports: { gateway: "0.0.0.0:65535" } })],
  ["a name as long as may be", blog({ name: "n".repeat(40) })],
];

describe.each(["envoy", "kong"] as const)("the configuration of %s", (kind) => {
  let usual: unknown;
  beforeAll(async () => {
    usual = skeleton(parse(await gatewayText(kind, specFrom(blog()))));
  });

  it.each(odd)("keeps its form with %s", async (_, config) => {
    expect(skeleton(parse(await gatewayText(kind, specFrom(config))))).toEqual(usual);
  });

  it.each(cases)("keeps its form with %s in the name of a key", async (_, attempt) => {
    const pair = { ...keys.signingKey("seed"), kid: `key${attempt}` };
    const token = keys.apiKeyAsymmetric("anon", pair, keys.lifetime("2026-01-01", 10));
    expect(token).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    const text = await gatewayText(kind, specFrom(blog()), {
      anonKeyAsymmetric: pulumi.secret(token),
      serviceRoleKeyAsymmetric: pulumi.secret(token),
    });
    expect(skeleton(parse(text))).toEqual(usual);
    expect(text).not.toContain("pwned");
  });
});

describe("tokens and key sets with the name of a key", () => {
  it.each(cases)("stay JSON with %s in it", (_, attempt) => {
    for (const kid of around("key-of-the-install", attempt)) {
      const pair = keys.signingKeyFromJwks(
        JSON.stringify([{ ...keys.signingKey("seed"), kty: "EC", crv: "P-256", kid }]),
      );
      expect(pair.kid).toBe(kid);
      expect(JSON.parse(keys.jwtKeys(pair, "secret"))).toHaveLength(2);
      expect(JSON.parse(keys.jwtJwks(pair, "secret")).keys[0].kid).toBe(kid);
    }
  });
});

describe("Envoy's Lua", () => {
  it("holds every key as one text", async () => {
    const { static_resources } = parse(await gatewayText("envoy", specFrom(blog())));
    const lua = JSON.stringify(static_resources).match(/known\([^)]*\)/g) ?? [];
    const known = lua.filter((call) => !call.includes("key, role, token"));
    expect(known).toHaveLength(4);
    for (const call of known)
      expect(call).toMatch(/^known\(\\"[\w.-]+\\", \\"(anon|service_role)\\", \\"[\w.-]+\\"\)$/);
  });
});

describe("Vector's configuration", () => {
  const content = (config: Config) => {
    const instance = specFrom(config);
    return vector(instance, secrets, instanceUrls(instance)).files?.[0]?.content;
  };

  it("keeps its form with the longest and oddest name", () => {
    const usual = parse(String(content(blog())));
    const found = parse(String(content(blog({ name: `n${"-1".repeat(19)}x` }))));
    expect(skeleton(found)).toEqual(skeleton(usual));
    expect(found.sources.containers.include_containers).toHaveLength(7);
  });

  it("keeps its form when Vector puts in the longest and oddest token", () => {
    const usual = parse(String(content(blog())));
    const token = "Az09_~.+/=-".repeat(40);
    // Vector replaces variables in the text, before it reads the YAML.
    const found = parse(String(content(blog())).replaceAll("${LOGFLARE_PUBLIC_ACCESS_TOKEN}", token));
    expect(skeleton(found)).toEqual(skeleton(usual));
    expect(found.sinks.db_logs.request.headers).toEqual({ "x-api-key": token });
  });
});
