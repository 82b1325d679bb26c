import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { refOf } from "../operations/access/ref";
import { missingCli, officialCli } from "./support/clients";
import { type Managed, managed } from "./support/managed";

const missing = missingCli();
const ref = refOf("blog");
const remote = `--remote=${ref}`;

/** Commands, the answer that each reads, and the keys that it cannot do without. */
const contracts = [
  ["whoami", ["whoami"], "/v1/profile", ["gotrue_id", "primary_email", "username"]],
  ["orgs list", ["orgs", "list"], "/v1/organizations", ["id", "slug", "name"]],
  ["branches list", ["branches", "list", remote], `/v1/projects/${ref}/branches`, ["id", "name", "project_ref", "parent_project_ref", "is_default", "persistent", "status", "created_at", "updated_at", "with_data"]],
  ["backups list", ["backups", "list", remote], `/v1/projects/${ref}/database/backups`, ["region", "walg_enabled", "pitr_enabled", "backups", "physical_backup_data"]],
  ["secrets list", ["secrets", "list", remote], `/v1/projects/${ref}/secrets`, ["name", "value"]],
  ["ssl-enforcement get", ["ssl-enforcement", "get", "--experimental", remote], `/v1/projects/${ref}/ssl-enforcement`, ["currentConfig", "appliedSuccessfully"]],
  ["network-restrictions get", ["network-restrictions", "get", "--experimental", remote], `/v1/projects/${ref}/network-restrictions`, ["entitlement", "config", "status"]],
] as const; // prettier-ignore

describe.skipIf(missing)("the official command line on our answers", { timeout: 180_000 }, () => {
  let api: Managed;
  beforeAll(() => (api = managed([{ name: "blog", functions: { env: { A: "1" } } }])));
  afterAll(() => api?.remove());

  /** Exit code of a command that gets an answer without one key. */
  const without = async (key: string | undefined, path: string, args: readonly string[]): Promise<number> => {
    const url = await api.listen((asked, body) => {
      const [first] = Array.isArray(body) ? body : [body];
      if (asked === path && key !== undefined) Reflect.deleteProperty(Object(first) as object, key); // an answer is a group or a list of them
    });
    const cli = officialCli(url, { SUPABASE_ACCESS_TOKEN: api.admin });
    const { code, stderr } = await cli.run(...args);
    cli.remove();
    if (key === undefined) expect(stderr).not.toContain("SchemaError");
    return code;
  };

  it.each(contracts)(
    "%s reads the whole answer, and gives up where one of its keys is missing",
    async (_, args, path, keys) => {
      expect(await without(undefined, path, args)).toBe(0);
      const codes = await Promise.all(keys.map(async (key) => [key, await without(key, path, args)] as const));
      expect(codes.filter(([, code]) => code === 0)).toEqual([]);
    },
  );
});
