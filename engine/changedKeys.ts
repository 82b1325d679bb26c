import type { Properties } from "./state";

/** Inputs that differ. What Pulumi adds for itself begins with two underscores. */
export function changedKeys(before: Properties, after: Properties): string[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].filter((key) => !key.startsWith("__") && text(before[key]) !== text(after[key]));
}

/** A value with its keys in order, and without what Pulumi adds. */
function text(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner !== "object" || inner === null || Array.isArray(inner)) return inner;
    const own = Object.entries(inner).filter(([key, each]) => !key.startsWith("__") && each !== undefined);
    return Object.fromEntries(own.sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
