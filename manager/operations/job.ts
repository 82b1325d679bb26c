import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { FleetError } from "./errors";
import { type Workspace, kept } from "./workspace";

/** Who is at work on a stack. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly user: string;
  /** The operation, such as `rotate blog jwtSecret`. */
  readonly job: string;
  /** ISO 8601. */
  readonly since: string;
}

/**
 * Runs a job that changes a stack: one at a time. A lock whose process is gone does not count.
 * @param wait seconds to wait for another job to end before this one is refused.
 * @throws FleetError `busy` naming who holds the stack and since when.
 */
export async function withJob<T>(
  workspace: Workspace,
  job: string,
  { wait = 0, signal }: { wait?: number; signal?: AbortSignal },
  work: () => Promise<T>,
): Promise<T> {
  const file = kept(workspace, "locks", "json");
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const deadline = Date.now() + wait * 1000;
  for (let holder = take(file, job); holder !== undefined; holder = take(file, job)) {
    if (Date.now() >= deadline) throw new FleetError("busy", held(workspace, holder));
    await sleep(200, undefined, signal === undefined ? {} : { signal }).catch(() => {
      throw new FleetError("cancelled", "Cancelled while it waited for another job.");
    });
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

/** The job that holds a stack; undefined when none does. */
export function holderOf(workspace: Workspace): Holder | undefined {
  const holder = read(kept(workspace, "locks", "json"));
  return holder !== undefined && isAlive(holder) ? holder : undefined;
}

/** @returns who holds it instead. */
function take(file: string, job: string): Holder | undefined {
  const own: Holder = {
    pid: process.pid,
    host: hostname(),
    user: userInfo().username,
    job,
    since: new Date().toISOString(),
  };
  try {
    writeFileSync(file, JSON.stringify(own), { flag: "wx", mode: 0o600 });
    return undefined;
  } catch (error) {
    if (!existsSync(file)) throw error;
    const holder = read(file);
    if (holder !== undefined && isAlive(holder)) return holder;
    rmSync(file, { force: true });
    return take(file, job);
  }
}

function read(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Holder; // written above
  } catch {
    return undefined;
  }
}

/** What another machine holds, on a shared folder, nobody here can judge: it counts as alive. */
function isAlive({ pid, host }: Holder): boolean {
  if (host !== hostname()) return true;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // A process of another user is alive too.
    return typeof error === "object" && error !== null && "code" in error && error.code === "EPERM";
  }
}

const held = ({ stack }: Workspace, { pid, host, user, job, since }: Holder) =>
  `The stack ${stack} is held by ${user} on ${host} (process ${pid}) since ${since}: ${job}. Wait for it to end, or run this again with --wait.`;
