import type { MonthUsage } from "../../operations/usage/usage";
import { table } from "../table";
import { size } from "./size";

/** A month's usage for a person, with the span that was counted: a bill needs both. */
export function usageText({ month, instances }: MonthUsage): string {
  if (instances.length === 0) return `Nothing was counted in ${month}: "fleet serve" counts while it runs, and "fleet usage" when it is called.`; // prettier-ignore
  const rows = instances.map((used) => [
    used.instance,
    String(used.requests),
    String(used.errors),
    size(used.egressBytes),
    used.hoursRunning.toFixed(1),
    size(used.storageBytes),
    size(used.storageBytesPeak),
    `${minute(used.countedFrom)} to ${minute(used.countedUntil)}`,
  ]);
  return table(["INSTANCE", "REQUESTS", "ERRORS", "EGRESS", "HOURS", "STORAGE", "PEAK", "COUNTED (UTC)"], rows);
}

const minute = (at: string) => at.slice(0, 16).replace("T", " ");
