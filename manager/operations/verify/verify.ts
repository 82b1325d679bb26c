import type { InstanceSpec } from "../../../components/spec";
import { FleetError, messageOf } from "../errors";
import { model } from "../model";
import { type Running, begin, stopIfCancelled } from "../progress";
import type { Workspace } from "../workspace";
import { type Check, Skipped, failIf } from "./check";
import { checks } from "./checks";
import type { Subject } from "./subject";
import { subjectsOf } from "./subjects";
import type { CheckResult, InstanceReport, VerifyReport } from "./types";

/** Instances looked at together. */
const together = 4;

/**
 * Proves that instances work and stand alone. What it makes on its way it takes away again.
 * @param name of one instance; all when unset.
 * @throws FleetError when there is no such instance, or when it was cancelled.
 */
export async function verify(workspace: Workspace, name: string | undefined, running: Running): Promise<VerifyReport> {
  const found = await model(workspace, "plan");
  const all = found.fleet.instances;
  if (name !== undefined && !all.some((spec) => spec.name === name))
    throw new FleetError("usage", `There is no instance "${name}" in the list. There are: ${all.map((spec) => spec.name).join(", ")}.`); // prettier-ignore
  const subjects = subjectsOf(found);
  const waiting = all.filter((spec) => name === undefined || spec.name === name);
  const reports: InstanceReport[] = [];
  const work = async () => {
    for (let spec = waiting.shift(); spec !== undefined; spec = waiting.shift()) {
      stopIfCancelled(running);
      begin(running, "is verified", spec.name);
      const results = await examine(spec, subjects.get(spec.name), running);
      reports.push({ name: spec.name, host: spec.host.name, checks: results });
    }
  };
  await Promise.all(Array.from({ length: together }, work));
  reports.sort((a, b) => (a.name < b.name ? -1 : 1));
  return { stack: workspace.stack, instances: reports, totals: totalsOf(reports) };
}

/** What there is to say of an instance that cannot be examined. */
const runs = { id: "runs", sentence: "it was applied and is active" };

async function examine(spec: InstanceSpec, subject: Subject | undefined, running: Running): Promise<CheckResult[]> {
  if (spec.config.state === "paused") return [{ ...runs, result: "skipped", detail: "it is paused", milliseconds: 0 }];
  if (subject === undefined)
    return [{ ...runs, result: "failed", detail: 'It was never applied: "fleet apply".', milliseconds: 0 }];
  const results: CheckResult[] = [];
  try {
    for (const check of checks) {
      stopIfCancelled(running);
      results.push(await made(check, subject));
    }
  } finally {
    results.push(await made(traces, subject));
  }
  return results;
}

/** Takes away what the others made, whatever became of them. */
const traces: Check = {
  id: "traces",
  sentence: "user and bucket of this examination are gone again",
  async run({ cleanUps }) {
    if (cleanUps.length === 0) throw new Skipped("nothing was made");
    const gone = await Promise.allSettled(cleanUps.reverse().map(async (cleanUp) => await cleanUp()));
    failIf(gone.flatMap((one) => (one.status === "rejected" ? [`Remove it by hand: ${messageOf(one.reason)}`] : [])));
    return undefined;
  },
};

async function made({ id, sentence, run }: Check, subject: Subject): Promise<CheckResult> {
  const start = performance.now();
  const told = (result: CheckResult["result"], detail: string | undefined): CheckResult => ({
    id,
    sentence,
    result,
    ...(detail === undefined || detail === "" ? {} : { detail }),
    milliseconds: Math.round(performance.now() - start),
  });
  try {
    return told("passed", await run(subject));
  } catch (error) {
    return told(error instanceof Skipped ? "skipped" : "failed", messageOf(error));
  }
}

function totalsOf(reports: readonly InstanceReport[]): VerifyReport["totals"] {
  const results = reports.flatMap(({ checks: own }) => own.map(({ result }) => result));
  const count = (result: CheckResult["result"]) => results.filter((one) => one === result).length;
  return { passed: count("passed"), failed: count("failed"), skipped: count("skipped") };
}
