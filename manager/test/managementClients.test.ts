import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { refOf } from "../../components/config/ref";
import { type OfficialCli, missingCli, officialCli } from "./support/clients";
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

  describe("in a project's folder", () => {
    let cli: OfficialCli;
    const runs = async (...args: string[]) => {
      const { code, stdout, stderr } = await cli.run(...args, remote, "--yes");
      expect(code, `supabase ${args.join(" ")}\n${stdout}\n${stderr}`).toBe(0);
      return stdout + stderr;
    };
    const put = (path: string, text: string) => {
      mkdirSync(join(cli.folder, "supabase", path, ".."), { recursive: true });
      writeFileSync(join(cli.folder, "supabase", path), text);
    };
    beforeAll(async () => {
      cli = officialCli(await api.listen(), { SUPABASE_ACCESS_TOKEN: api.admin });
    });
    afterAll(() => cli?.remove());

    it("pushes a config.toml into the list, and finds it up to date the second time", async () => {
      put("config.toml", 'project_id = "x"\n[auth]\nsite_url = "https://app.example.com"\n[api]\nmax_rows = 500\n');
      await runs("config", "push");
      expect(api.stackFile()).toMatch(/maxRows: 500[\s\S]*siteUrl: https:\/\/app\.example\.com/);
      const again = await runs("config", "push");
      for (const what of ["API", "DB", "Auth", "Storage"])
        expect(again).toContain(`Remote ${what} config is up to date.`);
    });

    it("deploys several functions by one apply, and gets their files back as they were", async () => {
      const hello = 'import { hi } from "../_shared/hi.ts";\nDeno.serve(() => new Response(hi));\n';
      put("functions/hello/index.ts", hello);
      put("functions/_shared/hi.ts", 'export const hi = "hi";\n');
      put("functions/two/index.ts", "Deno.serve(() => new Response());\n");
      const before = api.applied();
      await runs("functions", "deploy", "hello", "two", "--use-api");
      expect(api.applied()).toBe(before + 1);
      rmSync(join(cli.folder, "supabase/functions"), { recursive: true });
      await runs("functions", "download", "hello", "--use-api");
      expect(readFileSync(join(cli.folder, "supabase/functions/hello/index.ts"), "utf8")).toBe(hello);
      expect(existsSync(join(cli.folder, "supabase/functions/_shared/hi.ts"))).toBe(true);
      expect(await runs("functions", "list")).toMatch(/hello[\s\S]*two/);
      await runs("functions", "delete", "two");
      expect(await runs("functions", "list")).not.toContain("two");
    });
  });
});
