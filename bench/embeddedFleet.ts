import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { type Settings, root, run } from "./stack";

/** A stack in a folder of its own, driven by `bin/fleet` on the embedded engine. */
export class EmbeddedFleet {
  readonly #folder = mkdtempSync(join(tmpdir(), "fleet-bench-"));
  /** File of the engine's state. */
  readonly state = join(this.#folder, ".supabase-fleet/embedded/bench.json");

  constructor() {
    mkdirSync(join(this.state, ".."), { recursive: true });
    // An empty state, so that this engine is chosen where there is a CLI too.
    writeFileSync(this.state, JSON.stringify({ version: 1, resources: [] }), { mode: 0o600 });
  }

  write(settings: Settings): void {
    const config = Object.entries(settings).map(([key, value]) => [`supabase-fleet:${key}`, value]);
    writeFileSync(join(this.#folder, "Pulumi.bench.yaml"), stringify({ config: Object.fromEntries(config) }));
  }

  /** @throws Error with everything it printed when it does not end with 0. */
  async call(...args: string[]): Promise<void> {
    await run(join(root, "bin/fleet"), [...args, "--folder", this.#folder, "--stack", "bench"], { cwd: root });
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
