import type { Fleet } from "../../../components/spec";
import { FleetError } from "../errors";
import type { Plan } from "../plan/types";
import { type Running, note } from "../progress";
import { examineHosts } from "./doctor";

/**
 * Examines the hosts that a plan puts their first instance on: what cannot work there is found before anything is made.
 * @throws FleetError naming every problem; warnings are told.
 */
export async function examineNewHosts(fleet: Fleet, plan: Plan, running: Running): Promise<void> {
  const fresh = newHosts(plan);
  if (fresh.size === 0) return;
  const hosts = await examineHosts(fleet, ({ name }) => fresh.has(name), running);
  const told = hosts.flatMap(({ name, findings }) =>
    findings.map(({ verdict, id, found, advice }) => ({
      verdict,
      line: `${name}, ${id}: ${found}\n  → ${advice ?? ""}`,
    })),
  );
  for (const { line } of told.filter(({ verdict }) => verdict === "warning")) note(running, line);
  const problems = told.filter(({ verdict }) => verdict === "problem").map(({ line }) => line);
  if (problems.length === 0) return;
  throw new FleetError(
    "refused",
    `${problems.join("\n")}\nNothing was changed. "fleet doctor" looks again; --skip-doctor applies all the same.`,
  );
}

/** Hosts on which everything that the list names is still to be made. */
export function newHosts({ instances }: Pick<Plan, "instances">): Set<string> {
  const used = new Set(instances.filter(({ action }) => action !== "create").map(({ host }) => host));
  return new Set(instances.flatMap(({ host }) => (host === undefined || used.has(host) ? [] : [host])));
}
