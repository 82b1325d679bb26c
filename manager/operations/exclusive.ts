import { randomUUID } from "node:crypto";
import { linkSync, rmSync, statSync, writeFileSync } from "node:fs";

/** A file that only one of many makes, whichever process or machine they are in: the ground of every lock here. */

/** Under its name the file is whole from the first moment: nobody reads half a lock and takes it for a broken one. */
export function made(file: string, text: string): boolean {
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, text, { mode: 0o600 });
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    if (!withoutLinks.includes(codeOf(error))) throw error;
    return madeAtOnce(file, text);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** What file systems say that know no second name of a file. */
const withoutLinks: readonly unknown[] = ["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"];

function madeAtOnce(file: string, text: string): boolean {
  try {
    writeFileSync(file, text, { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

/** Seconds after which whoever does something that takes no time is gone himself. */
const gone = 10;

/** Makes a guard for something that takes no time; one that was left behind does not count for long. */
export function guarded(guard: string): boolean {
  if (made(guard, String(process.pid))) return true;
  const age = Date.now() - (statSync(guard, { throwIfNoEntry: false })?.mtimeMs ?? 0);
  if (age > gone * 1000) rmSync(guard, { force: true });
  return false;
}

/** Does something that takes no time while nobody else does it; waits for them. */
export function oneAtATime<T>(guard: string, work: () => T): T {
  while (!guarded(guard)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
  try {
    return work();
  } finally {
    rmSync(guard, { force: true });
  }
}

export const codeOf = (error: unknown): unknown =>
  typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
