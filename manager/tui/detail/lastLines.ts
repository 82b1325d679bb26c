import type { InstanceStatus } from "../../operations/status";
import type { Questions } from "../fleet";
import { isWell } from "../show/states";
import { type ShownLine, shownLine } from "./logLines";

/** Lines of each, and milliseconds that a host has to tell them in. */
const [each, patience] = [4, 10_000];

/** The last lines that sick services wrote. One that has no container has no log. */
export async function lastLines(
  ask: Pick<Questions, "logs">,
  { name, services }: Pick<InstanceStatus, "name" | "services">,
): Promise<readonly ShownLine[]> {
  const sick = services.filter(({ health }) => !isWell(health) && !["missing", "unknown", "starting"].includes(health));
  if (sick.length === 0) return [];
  const question = { services: sick.map(({ service }) => service), tail: each, follow: false };
  const lines: ShownLine[] = [];
  for await (const line of ask.logs(name, { ...question, signal: AbortSignal.timeout(patience) })) lines.push(shownLine(line)); // prettier-ignore
  return lines;
}
