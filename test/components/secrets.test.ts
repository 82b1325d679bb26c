import { compareSync } from "bcryptjs";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { randomSecretNames, randomSecrets } from "../../components/config/secrets";
import * as keys from "../../components/keys";
import { createSecrets, kebab } from "../../components/secrets";
import type { InstanceSpec } from "../../components/spec";
import { acme, fleetOf } from "../support/fixtures";
import { deploy } from "../support/mocks";

const secretsOf = (instance: InstanceSpec) => deploy(() => createSecrets(instance, {}));

/** One after the other: there is one engine at a time. */
async function runs(instances: readonly InstanceSpec[]) {
  const all = [];
  for (const instance of instances) all.push(await secretsOf(instance));
  return all;
}

describe("generated secrets", () => {
  it("are one resource each, named after the instance, with upstream's lengths", async () => {
    const { resources } = await secretsOf(acme());
    const lengths = Object.fromEntries([...resources].map(([name, { inputs }]) => [name, inputs.length]));
    const expected = randomSecretNames.map((name) => [`acme-${kebab(name)}`, randomSecrets[name].length]);
    expect(lengths).toEqual(Object.fromEntries(expected));
    for (const { type, inputs } of resources.values()) {
      expect(type).toBe("random:index/randomPassword:RandomPassword");
      // Letters and digits fit into addresses, SQL and env files; the dashboard wants a letter.
      expect(inputs).toMatchObject({ special: false, minLower: 1, minNumeric: 1 });
    }
  });

  it("are identical over two runs, and so is everything derived from them", async () => {
    const [one, two] = await runs([acme(), acme()]);
    expect(two?.result).toEqual(one?.result);
    expect([...(two?.resources ?? [])]).toEqual([...(one?.resources ?? [])]);
  });

  it("are never shared between instances", async () => {
    const { instances } = fleetOf([{ name: "acme" }, { name: "globex" }]);
    const [acmes = [], globexs = []] = (await runs(instances)).map(({ result }) => Object.values(result));
    expect(acmes).toHaveLength(22);
    expect(acmes.filter((text) => globexs.includes(text))).toEqual([]);
  });

  it.each(["generated", "given"])("are secret outputs, one and all, when %s", async (origin) => {
    const given = { secrets: origin === "given" ? { ...existing } : {} };
    const { result, resources } = await deploy(() => {
      const secrets = createSecrets(acme(given), {});
      return Promise.all(
        Object.entries(secrets).map(async ([name, output]) => ({ name, secret: await pulumi.isSecret(output) })),
      );
    });
    expect(result.filter(({ secret }) => !secret)).toEqual([]);
    for (const { secretOutputs } of resources.values()) expect(secretOutputs).toContain("result");
  });
});

/** A whole set as an existing install has it. */
const existing = {
  postgresPassword: "their-password",
  jwtSecret: "their-jwt-secret-of-thirty-two-or-more",
  jwtKeys: keys.jwtKeys(keys.signingKey("theirs"), "x"),
  dashboardPassword: "their-dashboard-password",
  anonKey: "eyJ0aGVpcnM.YW5vbg.a2V5",
  serviceRoleKey: "eyJ0aGVpcnM.c2VydmljZQ.a2V5",
  publishableKey: "sb_publishable_0123456789abcdefghijkl_j4bkkYRR",
  secretKey: "sb_secret_0123456789abcdefghijkl_01234567",
};

const others = randomSecretNames.filter((name) => !(name in existing));

describe("a secret that the operator gives", () => {
  it("wins over the generated one", async () => {
    const { jwtKeys: _, ...plain } = existing;
    const { result } = await secretsOf(acme({ secrets: existing }));
    expect(result).toMatchObject({ ...plain, initialPostgresPassword: existing.postgresPassword });
  });

  it("wins for each secret there is, also after a rotation", async () => {
    const given = {
      ...existing,
      ...Object.fromEntries(others.map((name) => [name, "x".repeat(randomSecrets[name].length)])),
    };
    const rotation = Object.fromEntries(randomSecretNames.map((name) => [name, 2]));
    const { result } = await secretsOf(acme({ secrets: given, rotation }));
    expect(JSON.stringify(result)).not.toContain("<acme-");
  });

  it("of keys of an existing install keeps their key pair in use", async () => {
    const { result } = await secretsOf(acme({ secrets: existing }));
    const theirs = keys.signingKey("theirs");
    expect(result.jwtKeys).toBe(keys.jwtKeys(theirs, existing.jwtSecret));
    expect(result.jwtJwks).toBe(keys.jwtJwks(theirs, existing.jwtSecret));
    expect(result.anonKeyAsymmetric).toBe(keys.apiKeyAsymmetric("anon", theirs, keys.lifetime("2026-01-01", 10)));
  });

  it("of the dashboard gets a bcrypt hash that is valid and the same on every run", async () => {
    const [hash = "", again] = (await runs([acme({ secrets: existing }), acme({ secrets: existing })])).map(
      ({ result }) => result.dashboardPasswordHash,
    );
    expect(again).toBe(hash);
    expect(hash).toMatch(/^\$2[aby]\$10\$[./A-Za-z0-9]{53}$/);
    expect(compareSync(existing.dashboardPassword, hash)).toBe(true);
    expect(compareSync("another-password", hash)).toBe(false);
  });
});
