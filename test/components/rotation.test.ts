import { describe, expect, it } from "vitest";
import { createSecrets } from "../../components/secrets";
import { services } from "../../components/services";
import { instanceUrls } from "../../components/urls";
import type { InstanceSpec } from "../../components/spec";
import { acme } from "../support/fixtures";
import { deploy } from "../support/mocks";

const secretsOf = (instance: InstanceSpec) => deploy(() => createSecrets(instance, {}));

describe("a rotation", () => {
  it("adds generations and keeps the earlier ones, protected like them", async () => {
    const rotation = { postgresPassword: 3, jwtSecret: 2 };
    const { resources, result } = await deploy(() => createSecrets(acme({ rotation }), { protect: true }));
    const generations = (name: string) => [...resources.keys()].filter((key) => key.startsWith(`acme-${name}`));
    const passwords = ["acme-postgres-password", "acme-postgres-password-2", "acme-postgres-password-3"];
    expect(generations("postgres-password")).toEqual(passwords);
    expect(generations("jwt-secret")).toEqual(["acme-jwt-secret", "acme-jwt-secret-2"]);
    expect([...resources.values()].filter(({ protect }) => !protect)).toEqual([]);
    expect(result).toMatchObject({
      postgresPassword: "<acme-postgres-password-3>",
      initialPostgresPassword: "<acme-postgres-password>",
      jwtSecret: "<acme-jwt-secret-2>",
    });
  });

  it("of the dashboard's password rotates its hash too", async () => {
    const { result } = await secretsOf(acme({ rotation: { dashboardPassword: 2 } }));
    expect(result.dashboardPasswordHash).toBe("<acme-dashboard-password-2 hashed>");
  });

  it("of the JWT secret changes every key that is derived from it, and no other", async () => {
    const [before, after] = [await secretsOf(acme()), await secretsOf(acme({ rotation: { jwtSecret: 2 } }))];
    const changed = Object.entries(after.result).filter(([name, text]) => Reflect.get(before.result, name) !== text);
    expect(changed.map(([name]) => name).sort()).toEqual([
      "anonKey",
      "jwtJwks",
      "jwtKeys",
      "jwtSecret",
      "serviceRoleKey",
    ]);
  });

  it("of the signing keys forgets the earlier pair, unless its tokens are still accepted", async () => {
    const kids = async (instance: InstanceSpec) => {
      const { result } = await secretsOf(instance);
      const names = (keys: readonly { kid?: string }[]) => keys.flatMap(({ kid }) => kid ?? []);
      return { signs: names(JSON.parse(result.jwtKeys)), verifies: names(JSON.parse(result.jwtJwks).keys) };
    };
    const first = await kids(acme());
    const second = await kids(acme({ rotation: { jwtKeys: 2 } }));
    expect(second.verifies).toHaveLength(1);
    expect(second.verifies).not.toEqual(first.verifies);
    const both = [...second.verifies, ...first.verifies];
    const keys = { previousJwtKeys: "accept" };
    expect(await kids(acme({ rotation: { jwtKeys: 2 }, keys }))).toEqual({ signs: both, verifies: both });
    expect(await kids(acme({ keys }))).toEqual(first);
    const { result } = await secretsOf(acme({ rotation: { jwtKeys: 2 }, keys }));
    const signing = JSON.parse(result.jwtKeys).filter(({ key_ops: can }: { key_ops?: string[] }) =>
      can?.includes("sign"),
    );
    expect(signing.map(({ kid }: { kid: string }) => kid)).toEqual(second.verifies);
    expect(JSON.parse(result.jwtKeys).filter((key: object) => "d" in key)).toEqual(signing);
  });

  it("of the database's password leaves the database's own variables alone, and reaches every service", async () => {
    const instance = acme({ rotation: { postgresPassword: 2 } });
    const { result } = await deploy(() => {
      const secrets = createSecrets(instance, {});
      const env = (name: "db" | "auth" | "meta") => services[name](instance, secrets, instanceUrls(instance)).env;
      return { db: env("db"), auth: env("auth"), meta: env("meta") };
    });
    expect(result.db).toMatchObject({
      POSTGRES_PASSWORD: "<acme-postgres-password>",
      PGPASSWORD: "<acme-postgres-password>",
    });
    expect(result.meta.PG_META_DB_PASSWORD).toBe("<acme-postgres-password-2>");
    expect(result.auth.GOTRUE_DB_DATABASE_URL).toContain("supabase_auth_admin:<acme-postgres-password-2>@db");
  });
});
