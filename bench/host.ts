import { execFileSync, spawnSync } from "node:child_process";
import { prefix } from "./settings";

export const docker = (...args: readonly string[]): string[] =>
  execFileSync("docker", args, { encoding: "utf8", maxBuffer: 2 ** 30 })
    .split("\n")
    .filter(Boolean);

const ours = (name: string) => name.startsWith(`${prefix}-`) || name.startsWith(`supabase-${prefix}-`);

/** Containers of the benchmarks, running or not. */
export const containers = (): string[] => docker("ps", "--all", "--format", "{{.Names}}").filter(ours);

/** Containers of one instance. */
export const containersOf = (instance: string): string[] =>
  containers().filter((name) => name.startsWith(`supabase-${instance}-`));

/** Stops containers, so that their health checks and programs take nothing from what is measured. */
export function stop(names: readonly string[]): void {
  if (names.length > 0) docker("stop", "--time", "20", ...names);
}

/** Removes whatever carries the benchmarks' name, and nothing else. */
export function cleanUp(): void {
  const named = (kind: string) => docker(kind, "ls", "--format", "{{.Name}}").filter(ours);
  const remove = (command: readonly string[], names: readonly string[]) => {
    if (names.length > 0) docker(...command, ...names);
  };
  remove(["rm", "--force"], containers());
  remove(["network", "rm"], named("network"));
  remove(["volume", "rm", "--force"], named("volume"));
}

/** Has the images here before a clock runs. */
export function pullMissing(images: Iterable<string>): void {
  for (const image of new Set(images)) {
    if (spawnSync("docker", ["image", "inspect", image]).status !== 0) docker("pull", "--quiet", image);
  }
}
