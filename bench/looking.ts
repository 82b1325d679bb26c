import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { containers, docker } from "./host";
import { leanFleet } from "./many";
import { median, progress } from "./measure";
import { manyInstances, rounds } from "./settings";
import { root } from "./stack";

const commands = ["status", "drift", "plan"] as const;

/** Instances of the embedded engine's stack at which the clock is read. */
const sizes = [1, 10, 50].filter((size) => size < manyInstances).concat(manyInstances);

/** Seconds of the commands that only look, at a growing fleet, all of whose containers run. */
export async function looking(): Promise<string> {
  const fleet = new LookedAt();
  const rows: string[] = [];
  try {
    for (const size of sizes) {
      await fleet.grow(size);
      const taken = [];
      for (const command of commands) taken.push(await timed(fleet, command, size));
      rows.push(`| ${size} | ${containers().length} | ${taken.join(" | ")} |`);
    }
  } finally {
    fleet.remove();
  }
  const head = ["instances", "containers", ...commands.map((command) => `\`fleet ${command}\``)];
  return [`| ${head.join(" | ")} |`, `| ${head.map(() => "---").join(" | ")} |`, ...rows].join("\n");
}

async function timed(fleet: LookedAt, command: string, size: number): Promise<string> {
  const seconds: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const started = performance.now();
    await fleet.call(command);
    seconds.push((performance.now() - started) / 1000);
  }
  progress(`${size} instances, fleet ${command}: ${median(seconds).toFixed(1)} s`);
  return `${median(seconds).toFixed(1)} s (${Math.min(...seconds).toFixed(1)} to ${Math.max(...seconds).toFixed(1)})`;
}

/** A fleet made by `bin/fleet` on the embedded engine. */
class LookedAt {
  readonly #folder = mkdtempSync(join(tmpdir(), "fleet-looking-"));

  constructor() {
    const own = join(this.#folder, ".supabase-fleet/embedded");
    mkdirSync(own, { recursive: true });
    // An empty state, so that this engine is chosen where there is a CLI too.
    writeFileSync(join(own, "bench.json"), JSON.stringify({ version: 1, resources: [] }), { mode: 0o600 });
  }

  async grow(size: number): Promise<void> {
    const settings = Object.entries(leanFleet(0, size)).map(([key, value]) => [`supabase-fleet:${key}`, value]);
    writeFileSync(join(this.#folder, "Pulumi.bench.yaml"), stringify({ config: Object.fromEntries(settings) }));
    await this.call("apply", "--yes");
    progress(`${size} instances are there`);
  }

  /** @throws Error with what it printed, unless it went well or found differences. */
  async call(...args: string[]): Promise<void> {
    const child = spawn(join(root, "bin/fleet"), [...args, "--folder", this.#folder, "--stack", "bench"], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    child.stdout.on("data", (piece) => (said += piece));
    child.stderr.on("data", (piece) => (said += piece));
    const code = await new Promise((done, fail) => child.once("close", done).once("error", fail));
    if (code !== 0) throw new Error(`fleet ${args.join(" ")} ended with ${code}:\n${said}`);
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
    const names = containers();
    if (names.length > 0) docker("rm", "--force", ...names);
  }
}
