import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cleanUp } from "./docker";
import type { EngineKind, Settings, Stack } from "./engines";
import { base, lean } from "./settings";

export interface OneInstance {
  readonly stack: Stack;
  readonly folder: string;
  /** A stack config with this one instance, reached on its gateway's own port. */
  settings(entry?: Record<string, unknown>): Settings;
}

/** Runs `work` with a stack of one lean instance, and leaves nothing behind. */
export async function withInstance(
  kind: EngineKind,
  name: string,
  work: (instance: OneInstance) => Promise<void>,
): Promise<void> {
  cleanUp([name]);
  const folder = mkdtempSync(join(tmpdir(), "fleet-edge-"));
  const stack = kind.create();
  const settings = (entry: Record<string, unknown> = {}) => ({
    ...base(folder),
    hosts: { local: { edge: { mode: "none" } } },
    defaults: { auth: { email: { autoconfirm: true } } },
    instances: [{ name, ...lean, ...entry }],
  });
  try {
    await work({ stack, folder, settings });
  } finally {
    cleanUp([name]);
    stack.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}
