import { readFleet } from "./components/config/read";
import { createFleet } from "./components/fleet";
import { removeLeftovers } from "./components/leftovers";

/** Addresses and keys of every instance; secrets stay encrypted until `--show-secrets`. */
export = async () => {
  const fleet = readFleet();
  await removeLeftovers(fleet);
  return { instances: withShortStacks(() => createFleet(fleet)) };
};

/**
 * Pulumi keeps a stack trace for each of the thousands of properties that are declared here, and drawing them, translated
 * back to TypeScript, takes longer than everything else together. One line of each is enough to find a mistake.
 */
function withShortStacks<T>(work: () => T): T {
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = 1;
  try {
    return work();
  } finally {
    Error.stackTraceLimit = before;
  }
}
