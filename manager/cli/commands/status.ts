import type { Command } from "commander";
import { type FleetStatus, status as statusOf } from "../../operations/status";
import { contextOf } from "../context";
import { exitCodes } from "../exitCodes";
import { leave } from "../leave";
import { instanceText } from "../show/instanceText";
import { statusText } from "../show/statusText";

export function status(program: Command): void {
  program
    .command("status")
    .argument("[name]", "instance; all when unset")
    .option("--check", "end with exit code 1 unless every instance is healthy or paused, with 8 when a host is silent")
    .description(
      "Show state, health, use of processor, memory and disk, addresses, versions, ages of backups, keys and certificates.",
    ) // prettier-ignore
    .action(async (name: string | undefined, { check }: { check?: boolean }, command: Command) => {
      const context = contextOf(command);
      const result = await statusOf(
        context.workspace(),
        name === undefined ? { depth: "usage" } : { names: [name], depth: "all" },
      );
      const [only] = name === undefined ? [] : result.instances;
      context.print("status", result, () => (only === undefined ? statusText(result) : instanceText(only, result.at)));
      if (check) process.exitCode = exitCodeOf(result);
      await leave();
    });
}

function exitCodeOf({ instances }: FleetStatus): number {
  if (instances.some(({ state }) => state === "UNKNOWN")) return exitCodes.unreachable;
  const good = instances.every(({ state }) => state === "ACTIVE_HEALTHY" || state === "PAUSED");
  return good ? exitCodes.done : exitCodes.failed;
}
