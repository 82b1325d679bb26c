import { describe, expect, it } from "vitest";
import { managerText, snippet, snippetText } from "../../components/caddy";
import * as pulumi from "@pulumi/pulumi";
import { acme, plainSecrets, secretsOf } from "../support/fixtures";
import { snippets } from "../support/snippets";

/** The live tests let a real Caddy read the same files. */
describe("the snippet of an instance", () => {
  it.each(Object.entries(snippets))("%s is as in test/golden", async (name, instance) => {
    const { dashboardPasswordHash } = await plainSecrets();
    await expect(snippetText(instance, dashboardPasswordHash)).toMatchFileSnapshot(`../golden/caddy/${name}.caddy`);
  });

  it.each([
    ["manager", {}],
    ["manager-forward-auth", { upstream: "10.8.0.2:9000", forwardAuth: "http://127.0.0.1:9091/api/authz/forward-auth" }], // prettier-ignore
  ])("of fleet serve, %s, is as in test/golden", async (name, more) => {
    const { host } = acme({}, { edge: { tls: { mode: "internal" }, manager: { name: "fleet.example.com", ...more } } });
    const { manager } = host.edge;
    expect(manager).toBeDefined();
    if (manager !== undefined) await expect(managerText(host, manager)).toMatchFileSnapshot(`../golden/caddy/${name}.caddy`); // prettier-ignore
  });

  it("is a secret, for it holds the hash of the dashboard's password", async () => {
    expect(await pulumi.isSecret(snippet(acme(), await secretsOf()))).toBe(true);
  });

  it("shows nothing of Studio under the API's name, and no name twice", async () => {
    for (const instance of Object.values(snippets)) {
      const sites = snippetText(instance, "hash")
        .split("\n")
        .filter((line) => /^https?:/.test(line))
        .flatMap((line) => line.replace(" {", "").split(", "));
      expect(sites).toEqual([...new Set(sites)]);
    }
  });
});
