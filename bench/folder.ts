import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { type Settings, root, run } from "./stack";

/** A stack in a folder of its own, driven by `bin/fleet`. */
export class FleetFolder {
  readonly folder = mkdtempSync(join(tmpdir(), "fleet-bench-"));
  protected readonly stackFile = join(this.folder, "Pulumi.bench.yaml");
  /** What the stack file holds beside its config. */
  protected readonly key: Readonly<Record<string, string>> = {};

  write(settings: Settings): void {
    const config = Object.fromEntries(Object.entries(settings).map(([key, value]) => [`supabase-fleet:${key}`, value]));
    writeFileSync(this.stackFile, stringify({ ...this.key, config }));
  }

  /** @returns what it prints. @throws Error with everything it printed when it does not end with 0. */
  async call(...args: string[]): Promise<string> {
    return await run(join(root, "bin/fleet"), [...args, "--folder", this.folder, "--stack", "bench"], { cwd: root });
  }

  /** `data` of what `fleet … --json` prints. */
  async json<T>(...args: string[]): Promise<T> {
    return (JSON.parse(await this.call(...args, "--json")) as { data: T }).data; // the caller names the documented shape
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
