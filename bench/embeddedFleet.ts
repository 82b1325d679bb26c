import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { FleetFolder } from "./folder";

/** A stack that the embedded engine makes. */
export class EmbeddedFleet extends FleetFolder {
  /** File of the engine's state. */
  readonly state = join(this.folder, ".supabase-fleet/embedded/bench.json");

  constructor() {
    super();
    mkdirSync(dirname(this.state), { recursive: true });
    // An empty state, so that this engine is chosen where there is a CLI too.
    writeFileSync(this.state, JSON.stringify({ version: 1, resources: [] }), { mode: 0o600 });
  }
}
