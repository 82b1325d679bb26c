import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Engine } from "../../operations/engines/engine";
import { type Workspace, program } from "../../operations/workspace";

/** A workspace in a folder of its own, with an engine that has nothing and does nothing. The folder is the caller's to remove. */
export function emptyWorkspace(config: Record<string, string> = {}): Workspace {
  const folder = mkdtempSync(join(tmpdir(), "fleet-test-"));
  const engine: Engine = {
    kind: "embedded",
    config: async () => config,
    stored: async () => [],
    apply: async () => undefined,
    exportState: async () => "",
    restoreState: async () => undefined,
  };
  return { folder, program, stack: "test", stackFile: join(folder, "Pulumi.test.yaml"), engine };
}
