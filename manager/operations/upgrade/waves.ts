import { FleetError } from "../errors";

/**
 * In which order instances go: the canary alone, then waves.
 * @param size instances in a wave after the canary.
 * @throws FleetError when the canary is none of them.
 */
export function wavesOf(names: readonly string[], canary: string | undefined, size: number): string[][] {
  if (!Number.isInteger(size) || size < 1)
    throw new FleetError("usage", "--wave takes the number of instances that go together, 1 or more.");
  if (canary !== undefined && !names.includes(canary))
    throw new FleetError("usage", `The canary ${canary} is not among those to upgrade: ${names.join(", ")}.`);
  const rest = names.filter((name) => name !== canary);
  const waves = Array.from({ length: Math.ceil(rest.length / size) }, (_, index) =>
    rest.slice(index * size, (index + 1) * size),
  );
  return canary === undefined ? waves : [[canary], ...waves];
}
