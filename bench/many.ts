import { containers, containersOf, docker, stop } from "./host";
import { progress } from "./measure";
import { fleet, lean, manyInstances, numbered } from "./settings";
import { type Settings, Stack } from "./stack";

/** Instances that are started at a time: more would only wait for the processors. */
const batch = 5;

/** This many small instances from number `first` on; the first of them has settings of its own. */
export function leanFleet(first: number, count: number, changed: Record<string, unknown> = {}): Settings {
  const indexes = Array.from({ length: count }, (_, index) => first + index);
  return fleet(indexes.map((index) => numbered(index, { ...lean, ...(index === first ? changed : {}) })));
}

let made: Promise<Stack> | undefined;

/** The large fleet: made once for all benchmarks of a run. */
export const largeFleet = (): Promise<Stack> => (made ??= bringUp());

export async function forgetLargeFleet(): Promise<void> {
  (await made?.catch(() => undefined))?.remove();
}

/**
 * A few instances at a time, whose containers are stopped as soon as they are ready: a run that changes nothing does not look
 * at them, and two hundred programs with their health checks would take the machine.
 */
async function bringUp(): Promise<Stack> {
  const stack = new Stack();
  for (let count = Math.min(batch, manyInstances); ; count = Math.min(count + batch, manyInstances)) {
    await stack.prepare(leanFleet(0, count));
    stop(containers());
    progress(`${count} instances are there`);
    if (count === manyInstances) return stack;
  }
}

/** Starts the containers of one instance again and waits until Docker calls them healthy. */
export async function startAgain(instance: string): Promise<void> {
  const names = containersOf(instance);
  docker("start", ...names);
  for (;;) {
    const health = docker("inspect", "--format", "{{.State.Health.Status}}", ...names);
    if (health.every((status) => status === "healthy")) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
