import { EmbeddedFleet } from "./embeddedFleet";
import { containers, docker } from "./host";
import { leanFleet } from "./many";
import { median, progress } from "./measure";
import { manyInstances, rounds } from "./settings";

const commands = ["status", "drift", "plan"] as const;

/** Instances of the embedded engine's stack at which the clock is read. */
const sizes = [1, 10, 50].filter((size) => size < manyInstances).concat(manyInstances);

/** Seconds of the commands that only look, at a growing fleet, all of whose containers run. */
export async function looking(): Promise<string> {
  const fleet = new EmbeddedFleet();
  const rows: string[] = [];
  try {
    for (const size of sizes) {
      await grow(fleet, size);
      const taken = [];
      for (const command of commands) taken.push(await timed(fleet, command, size));
      rows.push(`| ${size} | ${containers().length} | ${taken.join(" | ")} |`);
    }
  } finally {
    fleet.remove();
    const names = containers();
    if (names.length > 0) docker("rm", "--force", ...names);
  }
  const head = ["instances", "containers", ...commands.map((command) => `\`fleet ${command}\``)];
  return [`| ${head.join(" | ")} |`, `| ${head.map(() => "---").join(" | ")} |`, ...rows].join("\n");
}

async function timed(fleet: EmbeddedFleet, command: string, size: number): Promise<string> {
  const seconds: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const started = performance.now();
    await fleet.call(command);
    seconds.push((performance.now() - started) / 1000);
  }
  progress(`${size} instances, fleet ${command}: ${median(seconds).toFixed(1)} s`);
  return `${median(seconds).toFixed(1)} s (${Math.min(...seconds).toFixed(1)} to ${Math.max(...seconds).toFixed(1)})`;
}

async function grow(fleet: EmbeddedFleet, size: number): Promise<void> {
  fleet.write(leanFleet(0, size));
  await fleet.call("apply", "--yes");
  progress(`${size} instances are there`);
}
