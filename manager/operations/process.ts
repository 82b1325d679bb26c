import { readFileSync } from "node:fs";

/**
 * When a process of this machine began, in ticks since the machine did; undefined where the system does not say. A number is
 * given out again, together with its start it is not: proc(5), the 22nd field of stat.
 */
export function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is the program's name, which may hold anything.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return undefined;
  }
}

/** Whether a process of this machine runs, and is the one that began at `started` where that is known. */
export function isRunning(pid: number, started?: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // A process of another user is alive too.
    if (!(typeof error === "object" && error !== null && "code" in error && error.code === "EPERM")) return false;
  }
  const now = startOf(pid);
  return started === undefined || now === undefined || now === started;
}

/** When a process of this machine began; undefined when there is none. Without `/proc` a process that lives began long ago. */
export function beganAt(pid: number): Date | undefined {
  if (!isRunning(pid)) return undefined;
  const ticks = startOf(pid);
  if (ticks === undefined) return new Date(0);
  const [, boot = "0"] = /^btime (\d+)$/m.exec(readFileSync("/proc/stat", "utf8")) ?? [];
  return new Date((Number(boot) + Number(ticks) / ticksPerSecond) * 1000);
}

/** Of every Linux there is for programs, whatever the kernel counts in. */
const ticksPerSecond = 100;
