import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { asIfEdited, editStackFile } from "../../operations/rotate/edit";
import {
  type Journal,
  overlapEnd,
  readJournal,
  removeJournal,
  writeJournal,
  writeOverlap,
} from "../../operations/rotate/journal";
import type { Workspace } from "../../operations/workspace";
import { emptyWorkspace } from "../support/emptyWorkspace";

const text = `config:
  supabase-fleet:domain: example.com
  supabase-fleet:instances:
    # the blog of the company
    - name: blog
      rotation:
        secretKey: 3 # after the leak
    - { name: shop }
`;

let workspace: Workspace;
beforeEach(() => {
  workspace = emptyWorkspace({
    "supabase-fleet:instances": '[{"name":"blog","rotation":{"secretKey":3}},{"name":"shop"}]',
  });
  writeFileSync(workspace.stackFile, text);
});
afterEach(() => rmSync(workspace.folder, { recursive: true, force: true }));

const journal: Journal = {
  version: 1,
  instance: "blog",
  wanted: "secretKey",
  mode: "rotate",
  overlap: false,
  secrets: [{ secret: "secretKey", from: 3, to: 4 }],
  step: "begun",
};
const signing: Journal = { ...journal, overlap: true, secrets: [{ secret: "jwtKeys", from: 1, to: 2 }] };
const written = () => readFileSync(workspace.stackFile, "utf8");

describe("the journal of a rotation", () => {
  it("is there again after a kill, readable by its owner alone, and gone at the end", () => {
    expect(readJournal(workspace, "blog")).toBeUndefined();
    writeJournal(workspace, journal);
    expect(readJournal(workspace, "blog")).toEqual(journal);
    expect(readJournal(workspace, "shop")).toBeUndefined();
    const file = join(workspace.folder, ".supabase-fleet/rotations/blog/test.json");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    removeJournal(workspace, "blog");
    expect(readJournal(workspace, "blog")).toBeUndefined();
  });

  it("is refused when it cannot be read: a guess could raise a generation twice", () => {
    writeJournal(workspace, journal);
    writeFileSync(join(workspace.folder, ".supabase-fleet/rotations/blog/test.json"), '{"version":2');
    expect(() => readJournal(workspace, "blog")).toThrow("it is not known how far a rotation came");
  });

  it("remembers until when tokens of an earlier key count", () => {
    const until = new Date("2026-01-31T12:00:00Z");
    writeOverlap(workspace, "blog", until);
    expect(overlapEnd(workspace, "blog")).toEqual(until);
    expect(overlapEnd(workspace, "shop")).toBeUndefined();
  });
});

describe("the edit of a rotation", () => {
  it("raises the counter and keeps everything else, and a second time changes nothing", () => {
    editStackFile(workspace, journal, "blog");
    expect(written()).toBe(text.replace("secretKey: 3", "secretKey: 4"));
    editStackFile(workspace, journal, "blog");
    expect(written()).toBe(text.replace("secretKey: 3", "secretKey: 4"));
  });

  it("lets tokens of the old signing key count, until it is finished", () => {
    editStackFile(workspace, signing, "shop");
    expect(written()).toContain("previousJwtKeys: accept");
    expect(written()).toContain("jwtKeys: 2");
    editStackFile(workspace, { ...signing, mode: "finish" }, "shop");
    expect(written()).not.toContain("previousJwtKeys");
    expect(written()).toContain("jwtKeys: 2");
  });

  it("can be planned before it is written", async () => {
    const later = asIfEdited(workspace, journal, "blog");
    const { "supabase-fleet:instances": list = "" } = await later.engine.config();
    expect(JSON.parse(list)).toEqual([{ name: "blog", rotation: { secretKey: 4 } }, { name: "shop" }]);
    expect(written()).toBe(text);
  });
});
