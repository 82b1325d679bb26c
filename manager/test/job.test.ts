import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import { dirname } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FleetError } from "../operations/errors";
import { type Holder, holderOf, withJob } from "../operations/job";
import { isRunning, startOf } from "../operations/process";
import { type Workspace, kept } from "../operations/workspace";
import { emptyWorkspace } from "./support/emptyWorkspace";

let workspace: Workspace;
beforeEach(() => {
  workspace = emptyWorkspace();
});
afterEach(() => rmSync(workspace.folder, { recursive: true, force: true }));

const lockFile = () => kept(workspace, "locks", "json");

/** A lock as another process left it. */
function lockedBy(holder: Partial<Holder> | string): void {
  mkdirSync(dirname(lockFile()), { recursive: true });
  const whole = {
    pid: process.pid,
    host: hostname(),
    user: "ada",
    job: "rotate blog jwtSecret",
    since: "2026-01-31T12:00:00.000Z",
  };
  writeFileSync(lockFile(), typeof holder === "string" ? holder : JSON.stringify({ ...whole, ...holder }));
}

/** A number that no process has. */
function gone(): number {
  return spawnSync("true").pid;
}

const refusal = async (work: Promise<unknown>): Promise<FleetError> => {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof FleetError) return error;
  throw new Error(`expected a FleetError, not ${String(error)}`);
};

describe("one job at a time", () => {
  it("runs the work and leaves nothing behind", async () => {
    expect(await withJob(workspace, "apply", {}, async () => holderOf(workspace)?.job)).toBe("apply");
    expect(readdirSync(dirname(lockFile()))).toEqual([]);
    expect(holderOf(workspace)).toBeUndefined();
  });

  it("lets go when the work fails", async () => {
    await expect(withJob(workspace, "apply", {}, async () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(existsSync(lockFile())).toBe(false);
  });

  it("refuses a second one, and says who holds the stack, since when and with what", async () => {
    await withJob(workspace, "create blog", {}, async () => {
      const { kind, message } = await refusal(withJob(workspace, "apply", {}, async () => undefined));
      expect(kind).toBe("busy");
      expect(message).toMatch(
        new RegExp(
          `^The stack test is held by ${userInfo().username} on ${hostname()} \\(process ${process.pid}\\) since 20\\d\\d-.*: create blog\\. Wait for it to end, or run this again with --wait <seconds>\\.$`,
        ),
      );
    });
  });

  it("waits for the first when it is told to", async () => {
    const order: string[] = [];
    const first = withJob(workspace, "first", {}, async () => {
      await new Promise((done) => setTimeout(done, 400));
      order.push("first");
    });
    await withJob(workspace, "second", { wait: 10 }, async () => order.push("second"));
    await first;
    expect(order).toEqual(["first", "second"]);
  });

  it("gives up waiting in time, and at once when it is cancelled", async () => {
    lockedBy({});
    expect((await refusal(withJob(workspace, "apply", { wait: 0.3 }, async () => 1))).kind).toBe("busy");
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 100);
    const waiting = withJob(workspace, "apply", { wait: 60, signal: abort.signal }, async () => 1);
    expect((await refusal(waiting)).kind).toBe("cancelled");
  });

  it("refuses a time that is none, in place of waiting for ever", async () => {
    expect((await refusal(withJob(workspace, "apply", { wait: Number("soon") }, async () => 1))).kind).toBe("usage");
  });

  it("lets one of many in at a time, also past a lock that was left behind", async () => {
    lockedBy({ pid: gone() });
    let inside = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++inside);
      await new Promise((done) => setTimeout(done, 5));
      inside--;
    };
    await Promise.all(Array.from({ length: 5 }, () => withJob(workspace, "apply", { wait: 20 }, work)));
    expect(most).toBe(1);
  });
});

describe("a lock that was left behind", () => {
  const runs = () => withJob(workspace, "apply", {}, async () => "ran");

  it("of a process that is gone does not count", async () => {
    lockedBy({ pid: gone() });
    expect(holderOf(workspace)).toBeUndefined();
    expect(await runs()).toBe("ran");
  });

  it("whose number another process has by now does not count", async () => {
    lockedBy({ pid: process.pid, started: "1" });
    expect(await runs()).toBe("ran");
  });

  it("that is cut off does not count", async () => {
    lockedBy('{"pid": 12');
    expect(await runs()).toBe("ran");
  });

  it("counts while its process lives", async () => {
    lockedBy({ pid: process.ppid, started: startOf(process.ppid) });
    expect((await refusal(runs())).message).toContain("held by ada");
  });

  it("of another machine counts, because nobody here can tell", async () => {
    lockedBy({ pid: gone(), host: "elsewhere" });
    expect((await refusal(runs())).message).toContain("on elsewhere");
  });
});

it("knows a process by its number and its start", async () => {
  const child = spawn("sleep", ["30"]);
  const pid = child.pid ?? 0;
  const started = startOf(pid);
  expect(isRunning(pid, started)).toBe(true);
  expect(isRunning(pid, "1")).toBe(false);
  child.kill();
  await new Promise((done) => child.once("exit", done));
  expect(isRunning(pid, started)).toBe(false);
});
