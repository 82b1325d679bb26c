import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createToken, findToken, listTokens, mayDo, revokeToken } from "../operations/access/tokens";
import type { Workspace } from "../operations/workspace";

describe("a token of the API", () => {
  let folder: string;
  let workspace: Workspace;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "fleet-tokens-"));
    workspace = { folder, stack: "test" } as Workspace; // all that tokens look at
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("has the form that Supabase's clients ask for, and is told once", () => {
    const { token, made } = createToken(workspace, { name: "ci", scope: "operate" });
    expect(token).toMatch(/^sbp_[a-f0-9]{40}$/);
    expect(findToken(workspace, token)).toEqual(made);
    expect(listTokens(workspace)).toEqual([made]);
    expect(JSON.stringify(made)).not.toContain(token);
  });
  it("lies hashed in a file of its owner alone", () => {
    const { token } = createToken(workspace, { name: "ci", scope: "read" });
    const file = join(folder, ".supabase-fleet/tokens/test.json");
    expect(readFileSync(file, "utf8")).not.toContain(token.slice(4));
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });
  it("counts no more once it is revoked, or its time is over", () => {
    const { token, made } = createToken(workspace, { name: "ci", scope: "read" });
    const passing = createToken(workspace, { name: "day", scope: "read", expires: "2026-01-02T00:00:00Z" });
    expect(findToken(workspace, passing.token, new Date("2026-01-01T23:00:00Z"))?.name).toBe("day");
    expect(findToken(workspace, passing.token, new Date("2026-01-02T00:00:00Z"))).toBeUndefined();
    revokeToken(workspace, made.id);
    expect(findToken(workspace, token)).toBeUndefined();
    expect(() => revokeToken(workspace, made.id)).toThrow("There is no token");
  });
  it("may do what its scope and those before it may", () => {
    expect(mayDo("read", "operate")).toBe(false);
    expect(mayDo("operate", "operate")).toBe(true);
    expect(mayDo("admin", "read")).toBe(true);
  });
});
