import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { settingChange } from "../operations/settings/change";
import { withGiven } from "../operations/settings/given";
import { writtenSettings } from "../operations/settings/written";
import { entryOf, readStackFile, writeStackFile } from "../operations/stackFile";
import type { Workspace } from "../operations/workspace";
import { emptyWorkspace } from "./support/emptyWorkspace";

const list = `config:
  supabase-fleet:domain: fleet.test
  supabase-fleet:hosts: { local: { docker: tcp://127.0.0.1:1, edge: { mode: none } } }
  supabase-fleet:instances:
    - name: blog
      auth: { smtp: { host: mail.test, adminEmail: a@mail.test, password: { secure: v1:xyz } } }
      functions: { env: { STRIPE: sk_live_1 } }
`;

describe("secrets that are typed as text", () => {
  let workspace: Workspace;
  const folder = () => join(workspace.folder, ".supabase-fleet/given");
  const kept = () => (existsSync(folder()) ? readdirSync(folder()) : []);
  /** Settings as they would be written. */
  const ready = async (settings: Record<string, unknown>) => await withGiven(workspace, "blog", settings, async (given) => given); // prettier-ignore
  /** Writes settings into the list. @returns what the entry says then. */
  const write = async (settings: Record<string, unknown>) =>
    await withGiven(workspace, "blog", settings, async (given) => {
      const file = readStackFile(workspace);
      await settingChange("blog", given).change(file, workspace);
      writeStackFile(workspace, file);
      return entryOf(readStackFile(workspace), "blog").toJSON() as Record<string, Record<string, unknown>>;
    });

  beforeEach(() => {
    workspace = emptyWorkspace();
    writeFileSync(workspace.stackFile, list);
  });
  afterEach(() => rmSync(workspace.folder, { recursive: true, force: true }));

  it("go into a file that its owner alone can read, which the list names", async () => {
    const { auth } = await write({ "auth.smtp.password": "hunter2" });
    const { file } = (auth?.smtp as { password: { file: string } }).password;
    expect([readFileSync(file, "utf8"), statSync(file).mode & 0o777]).toEqual(["hunter2", 0o600]);
    expect(readFileSync(workspace.stackFile, "utf8")).not.toContain("hunter2");
    expect(kept()).toHaveLength(1);
  });

  it("are never told again, nor where they lie", async () => {
    await write({ "auth.smtp.password": "hunter2" });
    expect(writtenSettings(workspace, "blog").own).toMatchObject({ auth: { smtp: { password: "[secret]" } } });
  });

  it("are found in a store's group, and among a function's variables", async () => {
    const store = { backend: "s3", bucket: "ours", accessKeyId: "AKIA", secretAccessKey: { env: "S3_KEY" } };
    const given = await ready({ "backup.store": store, "functions.env": { STRIPE: "[secret]", "MAIL_KEY": "m-1" }, "auth.siteUrl": "https://a.test" }); // prettier-ignore
    const file = expect.stringMatching(/given\/test\.blog\./) as string;
    expect(given).toEqual({
      "auth.siteUrl": "https://a.test",
      "backup.store": { ...store, accessKeyId: { file } },
      "functions.env": { STRIPE: "sk_live_1", MAIL_KEY: { file } },
    });
  });

  it("stay what they are when they come back as they were told", async () => {
    expect(await ready({ "auth.smtp.password": "[secret]" })).toEqual({ "auth.smtp.password": { secure: "v1:xyz" } });
    await expect(ready({ "studio.openaiApiKey": "[secret]" })).rejects.toThrow("studio.openaiApiKey is not set here, so there is no secret that could stay."); // prettier-ignore
    // What the defaults say is laid below the entry, so it need not be said again.
    expect(await ready({ "backup.store": { backend: "s3", accessKeyId: "[secret]" } })).toEqual({ "backup.store": { backend: "s3" } }); // prettier-ignore
  });

  it("are forgotten when nothing was written, and when another one takes their place", async () => {
    await ready({ "auth.smtp.password": "hunter2" });
    await expect(withGiven(workspace, "blog", { "auth.smtp.password": "hunter2" }, async () => await Promise.reject(new Error("no")))).rejects.toThrow("no"); // prettier-ignore
    expect(kept()).toEqual([]);
    await write({ "auth.smtp.password": "hunter2" });
    const [first] = kept();
    await write({ "auth.smtp.password": "hunter3" });
    expect(kept()).toHaveLength(1);
    expect(kept()).not.toEqual([first]);
  });

  it("leave alone what another change has put there and not come to write yet", async () => {
    await withGiven(workspace, "blog", { "auth.smtp.password": "one" }, async () => {
      await ready({ "auth.smtp.password": "two" });
      expect(kept()).toHaveLength(1);
    });
  });

  it("lie in the same place when they are typed again, so that the plan is the same", async () => {
    const [first, again] = [await ready({ "auth.smtp.password": "one" }), await ready({ "auth.smtp.password": "one" })];
    expect(again).toEqual(first);
    expect(await ready({ "auth.smtp.password": "two" })).not.toEqual(first);
  });
});
