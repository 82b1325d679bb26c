import pc from "./colours";
import type { FleetStatus, InstanceStatus } from "../../operations/status";
import { table } from "../table";
import { bytes, percent } from "./figures";
import { inColour } from "./statusText";

/**
 * Who uses most, most first: services of one instance, or instances of many.
 * @param rows lines that fit on the screen.
 */
export function topText({ instances, hosts, at }: FleetStatus, rows = Infinity): string {
  const [only, ...more] = instances;
  const lines = only !== undefined && more.length === 0 ? services(only) : byUse(instances).map(instanceRow);
  const head = ["NAME", "STATE", "CPU", "MEMORY", "LIMIT", "OF LIMIT"];
  const total = instances.reduce((sum, { usage }) => ({ cpu: sum.cpu + (usage.cpu ?? 0), memory: sum.memory + (usage.memory ?? 0) }), { cpu: 0, memory: 0 }); // prettier-ignore
  const silent = hosts.flatMap(({ notes }) => notes);
  const first = `${at.slice(11, 19)} UTC  ${instances.length} ${instances.length === 1 ? "instance" : "instances"}  ${percent(total.cpu)} of a processor  ${bytes(total.memory)} of memory`; // prettier-ignore
  return [first, ...silent.map((note) => pc.magenta(note)), table(head, lines.slice(0, Math.max(1, rows - 3 - silent.length)))].join("\n"); // prettier-ignore
}

const byUse = (instances: readonly InstanceStatus[]) =>
  [...instances].sort((a, b) => (b.usage.cpu ?? -1) - (a.usage.cpu ?? -1) || (b.usage.memory ?? -1) - (a.usage.memory ?? -1)); // prettier-ignore

const instanceRow = ({ name, state, usage }: InstanceStatus) => [name, inColour(state), ...figures(usage)];

const services = (instance: InstanceStatus) =>
  [...instance.services]
    .sort((a, b) => (b.usage.cpu ?? -1) - (a.usage.cpu ?? -1) || (b.usage.memory ?? -1) - (a.usage.memory ?? -1))
    .map(({ service, health, usage }) => [service, health, ...figures(usage)]);

function figures({ cpu, memory, memoryLimit }: InstanceStatus["usage"]): string[] {
  const share = memory === undefined || memoryLimit === undefined ? undefined : (100 * memory) / memoryLimit;
  const shown = percent(share);
  return [percent(cpu), bytes(memory), bytes(memoryLimit), share !== undefined && share > 90 ? pc.red(shown) : shown];
}
