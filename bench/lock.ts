import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const file = join(tmpdir(), "fleet-bench.lock");

/** One benchmark at a time on a machine: each begins and ends by removing what carries the benchmarks' name. */
export function takeTurn(): void {
  const holder = readHolder();
  if (holder !== undefined && isAlive(holder))
    throw new Error(`Process ${holder} is measuring here; wait for its end.`);
  writeFileSync(file, String(process.pid));
  process.once("exit", () => rmSync(file, { force: true }));
}

function readHolder(): number | undefined {
  try {
    return Number(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
