import { spawnSync } from "node:child_process";
import { hostname } from "node:os";
import { describe, expect, it } from "vitest";
import { isLeftBehind, isLocked, lockText, locksIn, pastLeftLock } from "../operations/engines/staleLock";
import type { Progress } from "../operations/progress";

/** As Pulumi 3.259 words it. */
const refusal = (pid: number, host = hostname(), since = new Date().toISOString()) =>
  [
    "code: 255",
    "stderr: error: the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or delete the lock file with `pulumi cancel`.",
    `  file:///srv/state/.pulumi/locks/organization/supabase-fleet/live/0b0b.json?no_tmp_dir=true: created by ada@${host} (pid ${pid}) at ${since}`,
  ].join("\n");

const gone = (): number => spawnSync("true").pid;
const [lock] = locksIn(refusal(4711, "web1", "2026-01-31T12:00:00Z"));

describe("a lock of Pulumi's", () => {
  it("is read with its holder and its time", () => {
    expect(isLocked(refusal(1))).toBe(true);
    expect(lock).toEqual({ user: "ada", host: "web1", pid: 4711, since: "2026-01-31T12:00:00Z" });
  });

  it("is told once, however often it is said", () => {
    expect(locksIn(`${refusal(1)}\n${refusal(1)}`.replaceAll(/at 20\S+/g, "at 2026-01-31T12:00:00Z"))).toHaveLength(1);
  });

  it.each([
    ["whose process is gone", refusal(gone()), true],
    ["whose number a younger process has", refusal(process.pid, hostname(), "2020-01-01T00:00:00Z"), true],
    ["whose process runs", refusal(process.pid), false],
    ["of another machine", refusal(gone(), "elsewhere"), false],
  ])("%s", (_what, message, left) => {
    expect(locksIn(message).map(isLeftBehind)).toEqual([left]);
  });

  it("is explained by what can be done about it", () => {
    expect(lockText(refusal(process.pid), "live")).toContain("That process still runs");
    expect(lockText(refusal(1, "elsewhere"), "live")).toContain('"pulumi cancel --stack live" frees the lock');
    expect(lockText("[409] Conflict: Another update is currently in progress.", "live")).toContain(
      "does not say for whom",
    );
  });
});

describe("an update that a lock stops", () => {
  async function tried(message: string) {
    const done: string[] = [];
    const running = { report: ({ message: said }: Progress) => done.push(said), signal: new AbortController().signal };
    let times = 0;
    const update = async () => {
      done.push("update");
      if (times++ === 0) throw new Error(message);
    };
    const failure = await pastLeftLock(update, async () => void done.push("cancel"), running).then(
      () => undefined,
      (error: unknown) => error,
    );
    return { done, failure };
  }

  it("goes on once what was left behind is freed, and says whose it was", async () => {
    const { done, failure } = await tried(refusal(gone()));
    expect(failure).toBeUndefined();
    expect(done).toEqual([
      "update",
      expect.stringMatching(/^the lock of ada on .* was left behind/),
      "cancel",
      "update",
    ]);
  });

  it.each([
    ["somebody is at work", refusal(process.pid)],
    ["nobody knows whose lock it is", "error: [409] Conflict: Another update is currently in progress."],
    ["it fails for another reason", "error: no space left on device"],
  ])("does not touch the lock when %s", async (_what, message) => {
    const { done, failure } = await tried(message);
    expect(failure).toBeInstanceOf(Error);
    expect(done).toEqual(["update"]);
  });
});
