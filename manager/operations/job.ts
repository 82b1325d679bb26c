import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { actor } from "./actor";
import { FleetError } from "./errors";
import { codeOf, guarded, made } from "./exclusive";
import { isRunning, startOf } from "./process";
import { type Workspace, kept } from "./workspace";

/** Who is at work on a stack. */
export interface Holder {
  readonly pid: number;
  /** When the process began, as its machine tells it; where it does not, the number alone counts. */
  readonly started?: string | undefined;
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
  if (!(wait >= 0)) throw new FleetError("usage", "The time to wait should be a number of seconds, such as --wait 60.");
  const file = kept(workspace, "locks", "json");
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const deadline = Date.now() + wait * 1000;
  const own = JSON.stringify(self(job));
  for (let holder = take(file, own); holder !== undefined; holder = take(file, own)) {
    if (Date.now() >= deadline) throw new FleetError("busy", held(workspace, holder));
    await sleep(200, undefined, signal === undefined ? {} : { signal }).catch(() => {
      throw new FleetError("cancelled", "Cancelled while it waited for another job.");
    });
  }
  try {
    return await work();
  } finally {
    if (read(file) === own) rmSync(file, { force: true });
  }
}

/** The job that holds a stack; undefined when none does. */
export function holderOf(workspace: Workspace): Holder | undefined {
  const holder = parsed(read(kept(workspace, "locks", "json")));
  return holder !== undefined && isAlive(holder) ? holder : undefined;
}

const self = (job: string): Holder => ({
  pid: process.pid,
  started: startOf(process.pid),
  host: hostname(),
  user: actor(),
  job,
  since: new Date().toISOString(),
});

/** @returns who holds it instead. */
function take(file: string, own: string): Holder | undefined {
  for (;;) {
    if (made(file, own)) return undefined;
    const lock = read(file);
    const holder = parsed(lock);
    if (holder !== undefined && isAlive(holder)) return holder;
    if (lock !== undefined && !free(file, lock)) return holder ?? unknown;
  }
}

/**
 * Removes a lock whose holder is gone. Two who find it at once would remove each other's new one: only one at a time may.
 * @returns false when another is at it.
 */
function free(file: string, stale: string): boolean {
  const guard = `${file}.freeing`;
  if (!guarded(guard)) return false;
  try {
    if (read(file) === stale) rmSync(file, { force: true });
    return true;
  } finally {
    rmSync(guard, { force: true });
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

function parsed(text: string | undefined): Holder | undefined {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as Holder); // written above
  } catch {
    return undefined;
  }
}

/** What another machine holds, on a shared folder, nobody here can judge: it counts as alive. */
const isAlive = ({ pid, started, host }: Holder): boolean => host !== hostname() || isRunning(pid, started);

const unknown: Holder = { pid: 0, host: hostname(), user: "somebody", job: "freeing a lock", since: "just now" };

const held = ({ stack }: Workspace, { pid, host, user, job, since }: Holder) =>
  `The stack ${stack} is held by ${user} on ${host} (process ${pid}) since ${since}: ${job}. Wait for it to end, or run this again with --wait <seconds>.`;
