import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readAudit } from "../operations/audit";
import { keys } from "../operations/keys";
import type { Workspace } from "../operations/workspace";
import { emptyWorkspace } from "./support/emptyWorkspace";

const password = "correct-horse-battery-9";

// The program runs for each of them.
describe("the keys of an instance", { timeout: 30_000 }, () => {
  let workspace: Workspace;
  beforeEach(() => {
    workspace = emptyWorkspace({
      "supabase-fleet:domain": "example.com",
      "supabase-fleet:instances": JSON.stringify([
        { name: "blog", secrets: { dashboardPassword: { env: "TEST_DASHBOARD" } } },
      ]),
    });
    process.env.TEST_DASHBOARD = password;
  });
  afterEach(() => {
    delete process.env.TEST_DASHBOARD;
    rmSync(workspace.folder, { recursive: true, force: true });
  });

  it("leave no trace while they are hidden", async () => {
    expect(JSON.stringify(await keys(workspace, "blog"))).not.toContain(password);
    expect(readAudit(workspace)).toEqual([]);
  });

  it("leave a line in the audit log, without the secret, when they are shown", async () => {
    const { keys: shown } = await keys(workspace, "blog", { reveal: true, only: "dashboardPassword" });
    expect(shown).toMatchObject([{ name: "dashboardPassword", value: password }]);
    const audit = readAudit(workspace);
    expect(audit).toMatchObject([{ job: "keys blog dashboardPassword --reveal", result: "done", user: expect.any(String) }]); // prettier-ignore
    expect(JSON.stringify(audit)).not.toContain(password);
  });

  it("stay hidden where that line cannot be written", async () => {
    writeFileSync(join(workspace.folder, ".supabase-fleet"), "in the way of the folder");
    await expect(keys(workspace, "blog", { reveal: true })).rejects.toThrow("so no secret is shown");
  });
});
