import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { envoyConfig } from "../../components/services/envoy";
import { gatewayKeys } from "../../components/services/gatewayKeys";
import { kongConfig } from "../../components/services/kong";
import { services } from "../../components/services";
import { vector } from "../../components/services/vector";
import { fill } from "../../components/template";
import { instanceUrls } from "../../components/urls";
import { acme, plainSecrets, secretsOf } from "../support/fixtures";
import { gateways } from "../support/gateways";
import { settled } from "../support/mocks";
import { render } from "../support/rendered";
import { kongProblems, vectorProblems } from "../support/strictReaders";

const texts = Object.entries(gateways);

/** The live tests let a real Envoy read the same files. */
describe("Envoy's configuration", () => {
  const configOf = async (name: string) => {
    const instance = gateways[name] ?? acme();
    return await settled(envoyConfig(instance, await secretsOf(), instanceUrls(instance)));
  };

  it.each(texts)("of an instance %s is as in test/golden", async (name) => {
    await expect(await configOf(name)).toMatchFileSnapshot(`../golden/gateway/envoy-${name}.yaml`);
  });

  it("holds the filter of keys, which is as in test/golden", async () => {
    const lua = fill("gateway/keys.lua", { ...(await settled(gatewayKeys(await secretsOf()))) });
    await expect(lua).toMatchFileSnapshot("../golden/gateway/keys.lua");
    expect(await configOf("active")).toContain(JSON.stringify(lua));
  });

  it("is a secret, for it holds every key", async () => {
    const config = envoyConfig(acme(), await secretsOf(), instanceUrls(acme()));
    expect(await pulumi.isSecret(config)).toBe(true);
  });

  it("cannot be left by what is put into it", async () => {
    const secrets = { ...(await secretsOf()), dashboardPassword: pulumi.secret(`"\n: {}|&\\` + "`") };
    const text = await settled(envoyConfig(acme(), secrets, instanceUrls(acme())));
    expect(Object.keys(parse(text))).toEqual(["admin", "overload_manager", "static_resources"]);
  });

  it("trusts forwarding headers of one hop behind Caddy, and none without", async () => {
    expect(await configOf("active")).toContain("xff_num_trusted_hops: 1\n");
    expect(await configOf("no-caddy")).toContain("xff_num_trusted_hops: 0\n");
  });
});

describe("Kong's configuration", () => {
  const configOf = async (name: string) => {
    const instance = gateways[name] ?? acme();
    return await settled(kongConfig(instance, await secretsOf(), instanceUrls(instance)));
  };

  it.each(texts)("of an instance %s is as in test/golden, and nothing in it is unknown to Kong", async (name) => {
    const text = await configOf(name);
    await expect(text).toMatchFileSnapshot(`../golden/gateway/kong-${name}.yml`);
    const { env } = services.gateway(acme({ gateway: "kong" }), await secretsOf(), instanceUrls(acme()));
    expect(await kongProblems(text, String(env.KONG_PLUGINS).split(","))).toEqual([]);
  });

  it("is a secret, for it holds every key", async () => {
    const config = kongConfig(acme(), await secretsOf(), instanceUrls(acme()));
    expect(await pulumi.isSecret(config)).toBe(true);
  });
});

describe("Vector's configuration", () => {
  it("is as in test/golden, and nothing in it is unknown to Vector", async () => {
    const [file] = vector(acme(), await secretsOf(), instanceUrls(acme())).files ?? [];
    const text = String(file?.content);
    await expect(text).toMatchFileSnapshot("../golden/vector.yml");
    expect(await vectorProblems(text.replaceAll("${LOGFLARE_PUBLIC_ACCESS_TOKEN}", "token"))).toEqual([]);
  });

  it("names the containers of its own instance alone", async () => {
    const [file] = vector(acme(), await secretsOf(), instanceUrls(acme())).files ?? [];
    const { sources } = parse(String(file?.content));
    expect(sources.containers.include_containers).toEqual(
      ["auth", "db", "functions", "gateway", "realtime", "rest", "storage"].map((name) => `supabase-acme-${name}`),
    );
  });
});

describe("a log level", () => {
  it.each([
    ["debug", "debug"],
    ["info", "warning"],
    ["warn", "warning"],
    ["error", "error"],
  ])("of %s is %s for Envoy", async (logLevel, expected) => {
    const command = (await render(acme({ logLevel }))).get("gateway")?.command ?? [];
    expect(command[command.indexOf("--log-level") + 1]).toBe(expected);
  });
});

describe("every key", () => {
  it("is in the gateway's configuration, and no other secret is", async () => {
    const plain: Record<string, string> = await plainSecrets();
    const text = await settled(envoyConfig(acme(), await secretsOf(), instanceUrls(acme())));
    const found = Object.keys(plain).filter((name) => text.includes(plain[name] ?? ""));
    expect(found.sort()).toEqual(
      [
        "anonKey",
        "anonKeyAsymmetric",
        "publishableKey",
        "secretKey",
        "serviceRoleKey",
        "serviceRoleKeyAsymmetric",
      ].sort(),
    );
  });
});
