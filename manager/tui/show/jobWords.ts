import type { Job } from "../../operations/jobs";
import type { Glyphs } from "./glyphs";
import { passed } from "./time";

/** A job in one line. @param now milliseconds since 1970. */
export function jobLine(
  { name, state, created, ended, error, progress }: Job,
  now: number,
  { good, bad }: Glyphs,
): string {
  const last = progress.at(-1);
  const step = last === undefined ? "" : `: ${last.instance === undefined ? "" : `${last.instance} `}${last.message}`;
  const took = passed(Math.max(0, (ended === undefined ? now : Date.parse(ended)) - Date.parse(created)));
  if (state === "waiting") return `  ${name}: waits for its turn`;
  if (state === "running") return `… ${name}${step} (${took})`;
  if (state === "done") return `${good} ${name} (${took})`;
  return `${bad} ${name}: ${state === "cancelled" ? "cancelled. " : ""}${error?.message.split("\n")[0] ?? ""}`;
}
