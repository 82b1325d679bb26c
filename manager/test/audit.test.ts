import { execFile } from "node:child_process";
import { readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { brokenAt, readAudit, record } from "../operations/audit";
import { recorded } from "../operations/apply";
import { FleetError } from "../operations/errors";
import { type Workspace, kept } from "../operations/workspace";
import { emptyWorkspace } from "./support/emptyWorkspace";

let workspace: Workspace;
beforeEach(() => {
  workspace = emptyWorkspace();
  for (const job of ["create blog", "set blog auth.siteUrl", "pause blog", "delete blog"])
    record(workspace, { job, plan: "7f5ecab396adbff8", result: "done" });
});
afterEach(() => rmSync(workspace.folder, { recursive: true, force: true }));

const file = () => kept(workspace, "audit", "jsonl");
const lines = () => readFileSync(file(), "utf8").trimEnd().split("\n");
const rewrite = (change: (lines: string[]) => string[]) => writeFileSync(file(), `${change(lines()).join("\n")}\n`);

describe("the record of jobs", () => {
  it("says who did what, when and with which plan, and only its user may read it", () => {
    expect(readAudit(workspace)[1]).toMatchObject({
      number: 2,
      job: "set blog auth.siteUrl",
      plan: "7f5ecab396adbff8",
      result: "done",
      at: expect.stringMatching(/^20\d\d-/) as string,
    });
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(brokenAt(workspace)).toBeUndefined();
  });

  it.each([
    [
      "a line was changed",
      (all: string[]) => all.map((line, i) => (i === 1 ? line.replace("siteUrl", "smtp.host") : line)),
      2,
    ],
    ["a line was taken out", (all: string[]) => all.filter((_, i) => i !== 1), 2],
    ["the first line was taken out", (all: string[]) => all.slice(1), 1],
    ["the last lines were taken out", (all: string[]) => all.slice(0, 2), 3],
    ["a line was put in", (all: string[]) => [...all.slice(0, 2), all[1] ?? "", ...all.slice(2)], 3],
    ["two lines changed places", (all: string[]) => [0, 2, 1, 3].map((i) => all[i] ?? ""), 2],
    ["a line was cut off", (all: string[]) => all.map((line, i) => (i === 3 ? line.slice(0, 40) : line)), 4],
    [
      "a line was made up, hash and all",
      (all: string[]) => [...all, JSON.stringify({ ...JSON.parse(all[3] ?? ""), number: 5 })],
      5,
    ],
  ])("tells that %s", (_what, change, at) => {
    rewrite(change);
    expect(brokenAt(workspace)).toBe(at);
  });

  it("goes on after a line that a crash cut off, and still tells of it", () => {
    writeFileSync(file(), readFileSync(file(), "utf8").slice(0, -50));
    record(workspace, { job: "apply", result: "done" });
    expect(readAudit(workspace).at(-1)?.job).toBe("apply");
    expect(brokenAt(workspace)).toBe(4);
  });

  it("has a line for a job that failed and for one that was cancelled, and none of what they said", async () => {
    const running = { report: () => undefined, signal: new AbortController().signal };
    const failing = async () => Promise.reject(new Error("password hunter2 was refused"));
    await expect(recorded(workspace, { job: "apply" }, running, failing)).rejects.toThrow("hunter2");
    const cancelled = async () => Promise.reject(new FleetError("cancelled", "Cancelled."));
    await expect(recorded(workspace, { job: "apply" }, running, cancelled)).rejects.toThrow("Cancelled");
    expect(
      readAudit(workspace)
        .slice(-2)
        .map(({ result }) => result),
    ).toEqual(["failed", "cancelled"]);
    expect(readFileSync(file(), "utf8")).not.toContain("hunter2");
  });

  it(
    "stays whole when several programs write at once, of which none holds the stack",
    { timeout: 30_000 },
    async () => {
      const script = `
      import { record } from "./manager/operations/audit";
      const workspace = { folder: process.argv[1], stack: "test" };
      for (let i = 0; i < 20; i++) record(workspace, { job: "keys blog --reveal", result: "done" });`;
      const args = ["--import", "tsx", "--input-type=module", "--eval", script, workspace.folder];
      const ends = [1, 2, 3].map(() => promisify(execFile)(process.execPath, args, { cwd: workspace.program }));
      await Promise.all(ends);
      expect(readAudit(workspace)).toHaveLength(64);
      expect(brokenAt(workspace)).toBeUndefined();
    },
  );

  it("is not held up for long by a guard that was left behind", () => {
    const guard = `${file()}.guard`;
    writeFileSync(guard, "1");
    utimesSync(guard, new Date(0), new Date(0));
    record(workspace, { job: "apply", result: "done" });
    expect(readAudit(workspace)).toHaveLength(5);
  });

  it("stays whole when many jobs end at once, because one holds the stack at a time", async () => {
    const running = { report: () => undefined, signal: new AbortController().signal };
    const jobs = Array.from({ length: 6 }, (_, i) =>
      recorded(workspace, { job: `job ${i}`, wait: 20 }, running, async () => undefined),
    );
    await Promise.all(jobs);
    expect(readAudit(workspace)).toHaveLength(10);
    expect(brokenAt(workspace)).toBeUndefined();
  });
});
