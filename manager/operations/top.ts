import { setTimeout as sleep } from "node:timers/promises";
import { type FleetStatus, status } from "./status";
import type { Workspace } from "./workspace";

export interface TopOptions {
  /** Names of the instances; all when none is given. */
  readonly names?: readonly string[];
  /** Seconds between two samples; Docker takes two for one. */
  readonly every?: number;
  readonly signal: AbortSignal;
}

/** Processor and memory of every service, sample after sample, until `signal` ends it. The list may change meanwhile. */
export async function* top(
  workspace: Workspace,
  { names = [], every = 2, signal }: TopOptions,
): AsyncGenerator<FleetStatus> {
  while (!signal.aborted) {
    const next = Date.now() + every * 1000;
    yield await status(workspace, { names, depth: "figures" });
    await sleep(Math.max(0, next - Date.now()), undefined, { signal }).catch(() => undefined);
  }
}
