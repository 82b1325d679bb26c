import { hostname } from "node:os";
import { messageOf } from "../errors";
import { beganAt } from "../process";
import { type Running, note } from "../progress";

/** A lock of Pulumi's own, as its error words it. */
export interface PulumiLock {
  readonly user: string;
  readonly host: string;
  readonly pid: number;
  /** ISO 8601. */
  readonly since: string;
}

/** Whether Pulumi refused because it holds a lock on the stack. */
export const isLocked = (message: string): boolean =>
  /conflict|currently locked|another update is currently in progress/i.test(message);

/** `…/live/<id>.json: created by ada@web1 (pid 123) at 2026-01-31T12:00:00Z`; Pulumi's cloud names nobody. */
export function locksIn(message: string): PulumiLock[] {
  const found = message.matchAll(/created by (\S+)@(\S+) \(pid (\d+)\) at ([0-9T:.Z+-]+)/g);
  // The Automation API tells what was said twice, once per stream.
  const locks = new Map([...found].map((match) => [match[0], match]));
  return [...locks.values()].map(([, user = "", host = "", pid = "", since = ""]) => ({
    user,
    host,
    pid: Number(pid),
    since,
  }));
}

/** Only what is certain: on this machine, and the process is gone or one that began after the lock was made. */
export function isLeftBehind({ host, pid, since }: PulumiLock): boolean {
  if (host !== hostname()) return false;
  const began = beganAt(pid);
  // Both clocks are cut to seconds.
  return began === undefined || began.getTime() > Date.parse(since) + 2000;
}

export const told = ({ user, host, pid, since }: PulumiLock): string =>
  `${user} on ${host} (process ${pid}) since ${since}`;

/**
 * Runs an update; where locks stop it whose processes are gone, they are freed and it runs once more.
 * @param free what `pulumi cancel` does.
 */
export async function pastLeftLock(
  update: () => Promise<void>,
  free: () => Promise<void>,
  running: Running,
): Promise<void> {
  try {
    await update();
  } catch (error) {
    const locks = locksIn(messageOf(error));
    if (!isLocked(messageOf(error)) || locks.length === 0 || !locks.every(isLeftBehind)) throw error;
    note(
      running,
      `the lock of ${locks.map(told).join(" and of ")} was left behind: that process is gone, so it is freed`,
    );
    await free();
    await update();
  }
}

/** Why the stack is held, and what to do about a lock that nobody here can judge. */
export function lockText(message: string, stack: string): string {
  const locks = locksIn(message);
  if (locks.length === 0)
    return `Pulumi holds a lock on the stack ${stack}, and does not say for whom. Make sure that no run is under way, then "pulumi cancel --stack ${stack}" frees it.`;
  const alive = locks.filter((lock) => !isLeftBehind(lock));
  return [
    `Pulumi holds a lock on the stack ${stack} for ${alive.map(told).join(", and for ")}.`,
    alive.every(({ host }) => host === hostname())
      ? "That process still runs; a run of fleet that was killed may have left it. Wait for it to end, then run this again."
      : `Whether it still runs can only be seen there. If it does not, "pulumi cancel --stack ${stack}" frees the lock.`,
  ].join(" ");
}
